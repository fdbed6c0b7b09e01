import type { LabDeskParts } from './create-lab-desk.ts'
import type { LabDesk } from './lab-desk.ts'
import type { ProbeRunnerParts } from './probe-runner.ts'

/** The probe is imported when somebody first uses the lab: the console starts without it. */
export function createLateLabDesk(parts: ProbeRunnerParts & Pick<LabDeskParts, 'log'>): LabDesk {
  let loading: Promise<LabDesk> | undefined
  let loaded: LabDesk | undefined
  const load = () => (loading ??= loadDesk(parts).then((desk) => (loaded = desk)))
  return {
    look: () => loaded?.look(),
    start: async (order) => (await load()).start(order),
    async stop() {
      return (await load()).stop()
    },
    close: async () => loaded?.close(),
    beside: async (id, target) => (await load()).beside(id, target),
    discover: async (order) => (await load()).discover(order),
    matrix: async () => (await load()).matrix(),
  }
}

async function loadDesk(parts: ProbeRunnerParts & Pick<LabDeskParts, 'log'>): Promise<LabDesk> {
  const { createLabDesk } = await import('./create-lab-desk.ts')
  const { createProbeRunner } = await import('./probe-runner.ts')
  return createLabDesk({ runner: createProbeRunner(parts), log: parts.log })
}

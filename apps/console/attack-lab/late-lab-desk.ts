import type { LabDeskParts } from './create-lab-desk.ts'
import type { LabRun } from '../pages/attack-lab/lab-state.ts'
import type { LabDesk } from './lab-desk.ts'
import type { ProbeRunnerParts } from './probe-runner.ts'

/** The probe is imported when somebody first uses the lab: the console starts without it. */
export function createLateLabDesk(parts: ProbeRunnerParts & Pick<LabDeskParts, 'log'>): LabDesk {
  let loading: Promise<LabDesk> | undefined
  let loaded: LabDesk | undefined
  const listeners = new Set<(run: LabRun) => void>()
  const load = () =>
    (loading ??= loadDesk(parts).then((desk) => {
      desk.onEnd((run) => listeners.forEach((listener) => listener(run)))
      return (loaded = desk)
    }))
  return {
    look: () => loaded?.look(),
    onEnd(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    start: async (order) => (await load()).start(order),
    async stop() {
      return (await load()).stop()
    },
    close: async () => loaded?.close(),
    beside: async (id, target) => (await load()).beside(id, target),
    discover: async (order) => (await load()).discover(order),
    matrix: async () => (await load()).matrix(),
    lookMatrix: () => loaded?.lookMatrix(),
    async stopMatrix() {
      return (await load()).stopMatrix()
    },
  }
}

async function loadDesk(parts: ProbeRunnerParts & Pick<LabDeskParts, 'log'>): Promise<LabDesk> {
  const { createLabDesk } = await import('./create-lab-desk.ts')
  const { createProbeRunner } = await import('./probe-runner.ts')
  return createLabDesk({ runner: createProbeRunner(parts), log: parts.log })
}

import type { Clock } from '#core/clock'
import { Problem } from '#core/http/problem'
import { UsageFault, type Arguments } from '#core/process/command-line'
import type { NumberedScenario } from '#scenarios'
import { isAboutLeeway, isLeewayGuessed } from '../../probe/choose-cases.ts'
import { CannotProbe, runCatalogue } from '../../probe/engine/run-catalogue.ts'
import { measureKeySet } from '../../probe/measure-further.ts'
import { runMatrix } from '../../probe/matrix/run-matrix.ts'
import { openProbe, type OpenedProbe } from '../../probe/open-probe.ts'
import { readProbeOptions } from '../../probe/options.ts'
import type { ConsoleConfig } from '../config.ts'
import { probeArguments } from './cast-targets.ts'
import type { LabTargetOrder } from './lab-order.ts'
import type { LabRunner } from './lab-runner.ts'

export interface ProbeRunnerParts {
  readonly config: ConsoleConfig
  readonly clock: Clock
  readonly scenarios: readonly NumberedScenario[]
}

/** The probe as the attack lab runs it: at once, against this machine alone, signed by the factory of this sandbox. */
export function createProbeRunner(parts: ProbeRunnerParts): LabRunner {
  const { config, clock, scenarios } = parts
  const open = async (target: LabTargetOrder, isLookingOn = false): Promise<OpenedProbe> =>
    openBy(await probeArguments(target, config), { isLookingOn })
  const openBy = async (
    { words, options, lists }: Arguments,
    how: { isLookingOn?: boolean; tell?: (line: string) => void } = {},
  ): Promise<OpenedProbe> => {
    try {
      const asked = readProbeOptions({ words, options: { ...options, rate: 'max' }, ...(lists && { lists }) })
      return await openProbe(asked, { config, clock, folder: config.keysFolder, ...how })
    } catch (error) {
      throw cannotRun(error)
    }
  }
  return {
    async begin({ order, cases, signal, onResult }) {
      const probe = await open(order.target)
      const isGuessed = 'url' in order.target && isLeewayGuessed(leewayIn(order.target), probe.parts.issuerSide)
      const run = async () => {
        try {
          const report = await runCatalogue({
            ...probe.parts,
            cases,
            whyLeftOut: (attack) => {
              if (signal.aborted) return 'the run was ended'
              return isGuessed && isAboutLeeway(attack) ? LEEWAY_IS_NOT_SAID : undefined
            },
            rate: 'max',
            onResult,
          })
          const isOver = signal.aborted || report.stopped !== undefined || order.withKeys !== true
          const card = isOver ? undefined : await measureKeySet(probe.parts)
          const stopped = signal.aborted ? 'The run was ended before its end.' : (report.stopped ?? card?.stopped)
          return { summary: report.summary, stopped, scores: card?.rows }
        } catch (error) {
          if (error instanceof CannotProbe) throw cannotRun(error)
          throw error
        } finally {
          await probe.close()
        }
      }
      return { target: probe.parts.target.url, end: run() }
    },
    async withWorld(target, use) {
      const probe = await open(target, true)
      try {
        return await use(probe.parts.issuerSide.world())
      } finally {
        await probe.close()
      }
    },
    async discover({ url, audience }) {
      const lines: string[] = []
      const options = { url, discover: true as const, ...(audience !== undefined && { audience }) }
      const probe = await openBy({ words: [], options }, { tell: (line) => void lines.push(line) })
      try {
        const { audience: found, issuer, type, scope, algorithms } = probe.parts.issuerSide.world().target
        return { audience: found, issuer, type, ...(scope !== undefined && { scope }), algorithms, lines }
      } finally {
        await probe.close()
      }
    },
    matrix: () => runMatrix({ config, clock, scenarios }),
  }
}

const leewayIn = ({ leeway }: { readonly leeway?: string | undefined }): number | undefined =>
  leeway === undefined ? undefined : Number(leeway)

const LEEWAY_IS_NOT_SAID = 'nobody said which leeway the service has: there is a field for it'

/** What a person should know; anything else is a bug of ours. */
function cannotRun(error: unknown): unknown {
  if (error instanceof Problem || !(error instanceof Error) || error instanceof TypeError) return error
  return new Problem(error instanceof UsageFault ? 'invalid-input' : 'conflict', error.message)
}

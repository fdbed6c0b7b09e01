import { CannotBeMade, type Attack } from '#attacks'
import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { Problem } from '#core/http/problem'
import { UsageFault, type Arguments } from '#core/process/command-line'
import type { NumberedScenario } from '#scenarios'
import { isAboutLeeway, isLeewayGuessed } from '../../probe/choose-cases.ts'
import { CannotProbe, runCatalogue } from '../../probe/engine/run-catalogue.ts'
import { createInterruption } from '../../probe/interruption.ts'
import type { KeySetScoreCard } from '../../probe/key-set/score-card.ts'
import { measureKeySet } from '../../probe/measure-further.ts'
import { runMatrix } from '../../probe/matrix/run-matrix.ts'
import { openProbe, type OpenedProbe } from '../../probe/open-probe.ts'
import { readProbeOptions } from '../../probe/options.ts'
import { ASKED_WITH_OPTION } from '../../probe/target/guard-target.ts'
import { isBug } from '../../probe/unless-stopped.ts'
import type { ConsoleConfig } from '../config.ts'
import { audienceInList, optionsOfAsking, probeArguments } from './cast-targets.ts'
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
    how: { isLookingOn?: boolean; interrupted?: Promise<never>; tell?: (line: string) => void } = {},
  ): Promise<OpenedProbe> => {
    try {
      const asked = readProbeOptions({ words, options: { ...options, rate: 'max' }, ...(lists && { lists }) })
      return await openProbe(asked, { config, clock, folder: config.keysFolder, ...how })
    } catch (error) {
      throw cannotRun(error)
    }
  }
  return {
    async begin({ order, cases, signal, onResult, onPhase }) {
      const interruption = createInterruption(aborted(signal), STOPPED)
      const { interrupted } = interruption
      const probe = await openBy(await probeArguments(order.target, config), { interrupted })
      if (signal.aborted) {
        await probe.close() // before the next run may begin: the factory has one place for them
        throw new Problem('conflict', STOPPED)
      }
      const run = async () => {
        const { parts } = probe
        const isGuessed = 'url' in order.target && isLeewayGuessed(leewayIn(order.target), parts.issuerSide)
        const whyLeftOut = (attack: Attack) => (isGuessed && isAboutLeeway(attack) ? LEEWAY_IS_NOT_SAID : undefined)
        const report = await runCatalogue({
          ...parts,
          cases,
          whyLeftOut,
          rate: 'max',
          interrupted: interruption.come,
          onResult,
        })
        const { summary, stopped, cases: results } = report
        if (stopped !== undefined || order.withKeys !== true) return { results, summary, stopped }
        const card = await interruption.unless(measureKeySet(parts, onPhase ?? (() => {}))).catch(cardNotMade)
        return { results, summary, stopped: card.stopped, scores: card.rows }
      }
      const end = run()
        .catch((error: unknown) => {
          throw error instanceof CannotProbe || error instanceof CannotBeMade ? cannotRun(error) : error
        })
        .finally(probe.close)
      return { target: probe.parts.target.url, end }
    },
    async withWorld(target, use) {
      const probe = await open(target, true)
      try {
        return await use(probe.parts.issuerSide.world())
      } finally {
        await probe.close()
      }
    },
    async discover({ url, audience, ...how }) {
      const lines: string[] = []
      const options = {
        url,
        discover: true as const,
        ...(audience !== undefined && { audience }),
        ...optionsOfAsking(how),
      }
      const probe = await openBy({ words: [], options }, { tell: (line) => void lines.push(line) })
      try {
        const world = probe.parts.issuerSide.world()
        const { audience: said, issuer, type, scope, algorithms } = world.target
        const found = Array.isArray(world.good().claims['aud']) ? audienceInList(said) : said
        const { ring } = probe.parts
        const further = { ...(scope !== undefined && { scope }), ...(ring !== undefined && { ring }) }
        return { audience: found, issuer, type, ...further, algorithms, lines }
      } finally {
        await probe.close()
      }
    },
    matrix: (how) => runMatrix({ config, clock, scenarios, ...how }),
  }
}

const STOPPED = 'Somebody stopped it.'

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** What the cases have shown is not lost with it. */
function cardNotMade(error: unknown): Pick<KeySetScoreCard, 'rows' | 'stopped'> {
  if (isBug(error)) throw error
  return {
    rows: [],
    stopped: `All cases were sent, and the key-set probe did not come to its end: ${errorText(error)}`,
  }
}
const leewayIn = ({ leeway }: { readonly leeway?: string | undefined }): number | undefined =>
  leeway === undefined ? undefined : Number(leeway)

const LEEWAY_IS_NOT_SAID = 'nobody said which leeway the service has: there is a field for it'

/** What a person should know; anything else is a bug of ours. */
function cannotRun(error: unknown): unknown {
  if (error instanceof Problem || !(error instanceof Error) || error instanceof TypeError) return error
  const message = error.message.replace(ASKED_WITH_OPTION, ASKED_ELSEWHERE)
  return new Problem(error instanceof UsageFault ? 'invalid-input' : 'conflict', message)
}

const ASKED_ELSEWHERE =
  'this page asks services of this machine alone. One of yours elsewhere is asked in a terminal, by npm run probe'

import { randomUUID } from 'node:crypto'
import { ATTACKS_BY_ID, CATALOGUE, CannotBeMade, type Attack } from '#attacks'
import { Problem } from '#core/http/problem'
import type { Log } from '#core/log'
import { makeBeside } from '../../probe/beside/make-beside.ts'
import { chooseCases } from '../../probe/choose-cases.ts'
import type { LabRun } from '../pages/attack-lab/lab-state.ts'
import { createMatrixDesk } from './create-matrix-desk.ts'
import type { LabDesk } from './lab-desk.ts'
import type { LabOrder } from './lab-order.ts'
import type { LabRunner } from './lab-runner.ts'

export interface LabDeskParts {
  runner: LabRunner
  log: Pick<Log, 'warn'>
}

/** One run at a time, for all who look. */
export function createLabDesk({ runner, log }: LabDeskParts): LabDesk {
  let run: LabRun | undefined
  let ending = new AbortController()
  let going: Promise<void> | undefined
  const matrix = createMatrixDesk(runner)
  let besides = 0
  let isDiscovering = false
  const listeners = new Set<(run: LabRun) => void>()
  const become = (change: Partial<LabRun>) => void (run &&= { ...run, ...change })

  return {
    look: () => run,
    onEnd(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async start(order) {
      if (run?.isGoing === true) throw new Problem('conflict', ANOTHER_RUN)
      const cases = chosenCases(order)
      const before = run
      const id = randomUUID()
      const own = (ending = new AbortController())
      run = { id, target: 'the service', whom: order.target, isGoing: true, of: cases.length, results: [] }
      try {
        const begun = await runner.begin({
          order,
          cases,
          signal: own.signal,
          onPhase: (phase) => run?.id === id && become({ phase }),
          onResult: (result) =>
            run?.id === id && become({ results: [...run.results.filter((each) => each.id !== result.id), result] }),
        })
        become({ target: begun.target })
        going = begun.end
          .then((end) => become({ isGoing: false, phase: undefined, ...end }))
          .catch((error: unknown) => {
            log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'attack-run-failed')
            become({ isGoing: false, phase: undefined, stopped: error instanceof Problem ? error.message : RUN_FAILED })
          })
          .then(() => listeners.forEach((listener) => run && listener(run)))
      } catch (error) {
        run = before // what was found before is not lost with it
        throw error
      }
      return run
    },
    stop() {
      if (run?.isGoing !== true) throw new Problem('not-found', 'No run is going.')
      ending.abort()
    },
    async close() {
      ending.abort()
      await going
    },
    async beside(id, target) {
      const attack = ATTACKS_BY_ID.get(id)
      if (!attack) throw new Problem('not-found', 'The catalogue has no such case.')
      if (besides >= MOST_BESIDES) throw new Problem('conflict', MANY_BESIDES)
      besides++
      try {
        return await runner.withWorld(target, (world) => makeBeside(attack, world))
      } catch (error) {
        if (error instanceof CannotBeMade)
          throw new Problem('conflict', `This case is not for that service: ${error.message}.`)
        throw error
      } finally {
        besides--
      }
    },
    async discover(order) {
      if (isDiscovering || run?.isGoing === true)
        throw new Problem('conflict', isDiscovering ? ANOTHER_DISCOVERY : ANOTHER_RUN)
      isDiscovering = true
      try {
        return await runner.discover(order)
      } finally {
        isDiscovering = false
      }
    },
    matrix: matrix.make,
    lookMatrix: matrix.look,
    stopMatrix: matrix.stop,
  }
}

/** @throws Problem for a name that is no family and no case */
function chosenCases({ only, withKeys }: LabOrder): readonly Attack[] {
  const unknown = only?.find((name) => !ATTACKS_BY_ID.has(name) && !CATALOGUE.some(({ family }) => family === name))
  if (unknown !== undefined)
    throw new Problem('invalid-input', `"${unknown}" is neither a family nor a case of the catalogue.`)
  const further = withKeys === true ? (['keys'] as const) : []
  const { cases, whyLeftOut } = chooseCases({ only, skip: [], withCost: false, further })
  return cases.filter((attack) => whyLeftOut(attack) === undefined)
}

/** Each registers clients at the factory for as long as it takes. */
const MOST_BESIDES = 6

const MANY_BESIDES = 'Many tokens are being made just now. Open the case again in a moment.'
const ANOTHER_DISCOVERY = 'Somebody else is finding out what a service expects. Try again in a moment.'
const ANOTHER_RUN = 'Another run is going. Wait for its end, or stop it.'
const RUN_FAILED = 'The run ended by a fault of the lab, not of the service. The log of the console names it.'

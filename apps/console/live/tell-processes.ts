import type { Clock } from '#core/clock'
import type { ControlledName } from '#core/config/processes'
import type { ControlState, ShownClock } from '#core/control/control-plane'
import type { Advanced } from '#core/control/tickers'
import { Problem } from '#core/http/problem'
import type { AskProcess, Asked } from './ask.ts'
import type { ProcessOutcome } from './told.ts'

/** What is asked of processes: a request to `/control` of each. */
export interface ControlTold {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** Behind `/control`. */
  path: string
  body?: object
  /** What it says where it is done. */
  say: (body: unknown) => string
}

/** An advance of a year takes a while; everything else is done at once. Milliseconds. */
const MOVE_PATIENCE = 60_000

/** Tells these processes, all at once. A process that cannot be reached is named, and the others are told. */
export async function tellProcesses(
  ask: AskProcess,
  names: readonly ControlledName[],
  { say, ...told }: ControlTold,
): Promise<ProcessOutcome[]> {
  return Promise.all(
    names.map(async (name) => {
      try {
        const question = { ...told, path: `/control${told.path}`, patience: MOVE_PATIENCE }
        const { body } = accepted(name, await ask(name, question))
        return { name, isDone: true, words: say(body) }
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        return { name, isDone: false, ...(error.type.startsWith('peer-') && { isSilent: true }), words: error.detail }
      }
    }),
  )
}

/** Of whoever asks, only what a process itself says is passed on. @throws Problem with what it said */
export function accepted(name: ControlledName, { status, body }: Asked): Asked {
  if (status < 300 && typeof body === 'object') return { status, body }
  const { detail } = Object(body) as { detail?: unknown }
  const words = typeof detail === 'string' ? detail : `${name} answered ${status}, and did not say why.`
  throw new Problem('conflict', words, { members: { peer: name } })
}

/**
 * Moves clocks, for one moment in all of them. Where one of them cannot be moved, none is: they would no longer agree.
 * @param change as `PUT /control/clock` takes it
 */
export async function moveClocks(
  ask: AskProcess,
  clock: Pick<Clock, 'now'>,
  names: readonly ControlledName[],
  change: object,
): Promise<ProcessOutcome[]> {
  const fixed = await Promise.all(names.map((name) => whyFixed(ask, name)))
  const first = names.flatMap((name, at) => (fixed[at] === undefined ? [] : [{ name, words: fixed[at] }]))[0]
  if (first) return [{ ...first, isDone: false, words: `${first.words} No clock was moved.` }]
  const body = { ...change, at: Math.round(clock.now()) }
  return tellProcesses(ask, names, { method: 'PUT', path: '/clock', body, say: sayMoved })
}

/** One that is down fixes nothing. */
async function whyFixed(ask: AskProcess, name: ControlledName): Promise<string | undefined> {
  const { body } = await ask(name, { method: 'GET', path: '/control' }).catch(() => ({ body: undefined }))
  const { clock } = Object(body) as { clock?: { fixed?: string } }
  return clock?.fixed
}

export function sayState(body: unknown): string {
  const { set } = body as ControlState // of a process of our own
  return set.length === 0 ? 'nothing is set' : set.join('; ')
}

function sayMoved(body: unknown): string {
  const { clock, advanced } = body as ControlState & { advanced?: Advanced } // as above
  const cut = advanced?.isCut ? '. There was more to do on the way than one advance does: a part was leapt over' : ''
  return `${clockSaid(clock)}${cut}`
}

/** Each is read a moment after the other: what is said is what they agree in. */
function clockSaid({ sentence, speed, now }: ShownClock): string {
  if (sentence === undefined) return 'the clock is that of the machine'
  if (speed === 0) return `the clock stands still at ${now}`
  if (speed !== 1) return `the clock runs ${speed} times as fast as that of the machine`
  return sentence.replace(/^the clock says \S+: /, 'the clock is ')
}

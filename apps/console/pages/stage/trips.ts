import type { Step } from '#core/trace/step'

/** Something that goes along a line of the picture. */
export interface Trip {
  from: string
  to: string
  /** What goes along: a token is drawn as one. */
  carries: 'token' | 'question' | 'answer'
  /** Whether it is the way back of a call. */
  isBack: boolean
  /** The step that it belongs to, counted from 0. */
  step: number
}

interface OpenCall {
  from: string
  to: string
  /** A token was signed there for whoever called. */
  hasSigned: boolean
}

/** A question that takes a token along; the words are those of our own steps. */
const TAKES_TOKEN = /\btoken is good\b|\bthe token\b|\bassertion\b/

/**
 * What trips at each step of a play. A call goes there; when its caller does something next, the answer has come back, and if
 * a token was signed there meanwhile, it came along.
 * @returns for each step the trips that are seen before it is told, in their order
 */
export function tripsOf(steps: readonly Step[]): Trip[][] {
  const open: OpenCall[] = []
  return steps.map((step, at) => {
    const back = returnsTo(step.who, open).map((call) => ({
      from: call.to,
      to: call.from,
      carries: call.hasSigned ? ('token' as const) : ('answer' as const),
      isBack: true,
      step: at,
    }))
    const asked = open.at(-1)
    if (step.verb === 'signs' && asked?.to === step.who) asked.hasSigned = true
    return [...back, ...callOf(step, open, at)]
  })
}

/** The calls that have ended when this process goes on; they are no longer open. */
function returnsTo(who: string, open: OpenCall[]): OpenCall[] {
  const ended: OpenCall[] = []
  while (open.at(-1)?.to !== who && open.some(({ from, to }) => from === who || to === who))
    ended.push(...open.splice(-1))
  return ended
}

function callOf({ who, verb, what, to }: Step, open: OpenCall[], step: number): Trip[] {
  if (to === undefined || to === who || (verb !== 'asks' && verb !== 'sends')) return []
  open.push({ from: who, to, hasSigned: false })
  return [
    { from: who, to, carries: verb === 'sends' || TAKES_TOKEN.test(what) ? 'token' : 'question', isBack: false, step },
  ]
}

import { Buffer } from 'node:buffer'
import { z } from 'zod'
import { Problem } from '../http/problem.ts'
import { isCallerName } from './caller-name.ts'
import { duration, effectSchema } from './effect.ts'
import { faultId } from './fault-id.ts'

/** More rules than this are no test any more. */
const MAX_RULES = 200

/** What all rules together may say in answers of their own, bodies and headers. Bytes of JSON. */
export const MAX_SAID = 200_000

/** A test that goes on longer sets it again. Milliseconds. */
const LONGEST_SET = 86_400_000

/** What a caller and a trace are known by; no request has others. */
export const NO_CALLER = 'is no name of a caller: the first word of its User-Agent, without a version'
export const TRACE_ID = /^[0-9a-f]{32}$/
export const NO_TRACE_ID = 'is no trace id: 32 hexadecimal digits'

/** A rule as it is set: which requests it is about, how often it counts, and what goes wrong. */
export const ruleSchema = z.strictObject({
  /** Else the process gives it one: f1, f2, and so on. */
  id: faultId.optional(),
  /** The name of a route, `*` for all, or `tls` for a certificate. */
  on: z.string().min(1).max(60),
  /** Who asks: the first word of the User-Agent; the processes of the sandbox say their names. */
  from: z.string().refine(isCallerName, NO_CALLER).optional(),
  /** Only requests of this trace: 32 hexadecimal digits (W3C Trace Context). */
  trace: z.string().regex(TRACE_ID, NO_TRACE_ID).optional(),
  /** How often at most. */
  times: z.int().min(1).max(1_000_000).optional(),
  /** So many requests pass before the first that it is about. */
  after: z.int().min(0).max(1_000_000).optional(),
  /** How likely it is for each request, from 0 to 1. */
  chance: z.number().min(0).max(1).optional(),
  /** The same seed decides the same way again. */
  seed: z.int().min(0).max(0xffff_ffff).optional(),
  /** How long it is set, by the clock of the machine: then it is taken back. */
  lasts: duration.refine((value) => value >= 1 && value <= LONGEST_SET, 'lasts from a millisecond to a day').optional(),
  effect: effectSchema,
})

export type FaultRule = z.infer<typeof ruleSchema>
export type FaultRuleInput = z.input<typeof ruleSchema>

/** A fault of the certificate: it is met by connections, and not by requests. */
export const TLS = 'tls'

/** What a rule looks at in a request. */
export interface FaultQuestion {
  on: string
  from: string | undefined
  trace: string | undefined
  /** Is there in it what the rule is about, as a key in a key set? Absent: there is. */
  concerns?: (rule: FaultRule) => boolean
}

export interface SetFault {
  id: string
  rule: FaultRule
  /** How many requests it was about, and how many of them it changed. */
  seen: number
  applied: number
  /** Aborted when it is taken back: whoever waits because of it waits no longer. */
  readonly over: AbortSignal
}

interface KeptFault extends SetFault {
  said: number
  random: () => number
  end: () => void
}

/** The faults that are set in a process, the oldest first: of several that fit, the first counts. */
export interface FaultRules {
  readonly isEmpty: boolean
  /** How often all of them were taken back: a fault that was asked for before that is not set after it. */
  readonly clearings: number
  /** @throws Problem control-full when there are too many or they say too much, conflict where the id is taken */
  add(rule: FaultRule): SetFault
  remove(id: string): boolean
  clear(): void
  list(): readonly SetFault[]
  /** Is there one for this trace alone? */
  isAbout(traceId: string): boolean
  /** The fault that this request meets. Counts it. */
  take(question: FaultQuestion): SetFault | undefined
  /** @param changed called after every change */
  watch(changed: () => void): void
}

export function createFaultRules(): FaultRules {
  const faults = new Map<string, KeptFault>()
  const watchers: (() => void)[] = []
  let last = 0
  let clearings = 0
  let saidByAll = 0
  const tell = () => watchers.forEach((changed) => changed())

  return {
    get isEmpty() {
      return faults.size === 0
    },
    get clearings() {
      return clearings
    },
    add(rule) {
      if (faults.size >= MAX_RULES)
        throw new Problem('control-full', `There are ${MAX_RULES} faults already: take some back.`)
      const id = rule.id ?? `f${last + 1}`
      if (faults.has(id))
        throw new Problem('conflict', `There is a fault "${id}" already: take it back, or choose another id.`)
      const said = saidBy(rule)
      if (saidByAll + said > MAX_SAID)
        throw new Problem(
          'control-full',
          `The bodies and headers of all faults together have ${MAX_SAID} bytes at most: take some back.`,
        )
      saidByAll += said
      last++
      const ends = new AbortController()
      const kept = { said, random: randomFrom(rule.seed ?? last), end: () => ends.abort() }
      const fault = { id, rule, seen: 0, applied: 0, over: ends.signal, ...kept }
      faults.set(id, fault)
      tell()
      return fault
    },
    remove(id) {
      const fault = faults.get(id)
      if (!fault) return false
      faults.delete(id)
      saidByAll -= fault.said
      fault.end()
      tell()
      return true
    },
    clear() {
      clearings++
      const all = [...faults.values()]
      faults.clear()
      saidByAll = 0
      for (const { end } of all) end()
      tell()
    },
    list: () => [...faults.values()],
    isAbout: (traceId) => faults.values().some(({ rule }) => rule.trace === traceId),
    take(question) {
      for (const fault of faults.values()) if (fits(fault.rule, question) && isMet(fault)) return fault
      return undefined
    },
    watch: (changed) => void watchers.push(changed),
  }
}

function saidBy({ effect: { body, headers } }: FaultRule): number {
  return body === undefined && headers === undefined ? 0 : Buffer.byteLength(JSON.stringify([body, headers]))
}

const fits = (rule: FaultRule, question: FaultQuestion, { on, from, trace } = rule): boolean =>
  (on === question.on || (on === '*' && question.on !== TLS)) &&
  (from === undefined || from === question.from) &&
  (trace === undefined || trace === question.trace) &&
  question.concerns?.(rule) !== false

/** Counts a request that the rule is about. A rule that has been used up stays, so that somebody can read its counts. */
function isMet(fault: KeptFault): boolean {
  const { times = Infinity, after = 0, chance = 1 } = fault.rule
  if (fault.applied >= times) return false
  fault.seen++
  if (fault.seen <= after) return false
  if (chance < 1 && fault.random() >= chance) return false
  fault.applied++
  return true
}

/** Mulberry32: small, and good enough to throw a die the same way twice. @returns numbers from 0 to 1 */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

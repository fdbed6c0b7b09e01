import { Buffer } from 'node:buffer'
import { Problem } from '../http/problem.ts'
import { sayDuration } from './duration.ts'
import { sayEffect, type Effect } from './effect.ts'
import type { FaultRule, SetFault } from './fault-rules.ts'

const timesOf = (count: number) => (count === 1 ? 'once' : `${count} times`)

/** The rule in words, as a sentence of the state. */
export function sayRule({ id, rule, applied }: Pick<SetFault, 'id' | 'rule' | 'applied'>): string {
  const { on, from, trace, times, after, chance, lasts, effect } = rule
  const who = on === '*' ? 'every route' : on
  const conditions = [
    from && `asked by ${from}`,
    trace && `in the trace ${trace.slice(0, 8)}…`,
    after && `after ${after} ${after === 1 ? 'request' : 'requests'}`,
    times && `${timesOf(times)} at most`,
    chance !== undefined && `with a chance of ${chance}`,
    lasts !== undefined && `for ${sayDuration(lasts)}`,
  ].filter((each) => each)
  const when = conditions.length > 0 ? ` (${conditions.join(', ')})` : ''
  const happened = applied === 0 ? 'it has not happened yet' : `it happened ${timesOf(applied)}`
  return `${id}: ${who} is to ${sayEffect(effect)}${when}; ${happened}`
}

/** The effect as lists of faults show it: of a body only how long it is, for there may be many, and long ones. */
export function shownEffect(effect: Effect): Effect {
  if (effect.body === undefined) return effect
  return { ...effect, body: `[${Buffer.byteLength(JSON.stringify(effect.body))} bytes of JSON]` }
}

/** The one route whose answers an effect changes, where there is one: then the process that has it is meant, also by `*`. */
export const routeOfEffect = ({ keys, issuer }: Pick<Effect, 'keys' | 'issuer'>): string | undefined =>
  keys !== undefined ? 'jwks' : issuer !== undefined ? 'discovery' : undefined

/**
 * A rule that could never change anything is a mistake of whoever sets it.
 * @param hasKeys whether this process publishes key sets
 * @throws Problem invalid-input or conflict that says where the effect belongs
 */
export function refuseMisplaced({ on, effect }: FaultRule, hasKeys: boolean): void {
  const wanted = routeOfEffect(effect)
  if (wanted === undefined) return
  if (!hasKeys) throw new Problem('conflict', 'This process publishes no key set and no metadata: jwt-factory does.')
  if (on !== wanted && on !== '*')
    throw new Problem('invalid-input', `This effect changes the answers of ${wanted} alone: set it on ${wanted}.`)
}

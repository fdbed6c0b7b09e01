import { nearestOf } from '../config/nearest.ts'
import { Problem } from '../http/problem.ts'
import { redact } from '../token/redact.ts'
import { TLS } from './fault-rules.ts'

/** Can a fault be about that, in a process with these routes? */
export const isFaultName = (on: string, names: readonly string[]): boolean => [...names, ...ALSO_FAULTY].includes(on)

/** Can captured requests be those of that, in a process with these routes? */
export const isRequestName = (on: string, names: readonly string[]): boolean => [...names, ...ALL_REQUESTS].includes(on)

/** What else a fault can be about. */
const ALSO_FAULTY = [TLS, '*']

/** What else requests are asked for by. A certificate is shown before there is a request. */
export const ALL_REQUESTS = ['*']

/**
 * @param names those of the routes that there are
 * @param also what there is besides
 */
export function unknownRoute(on: string, names: readonly string[], also: readonly string[] = ALSO_FAULTY): Problem {
  const known = [...new Set([...names, ...also])]
  const nearest = nearestOf(on, known)
  const perhaps = nearest === undefined ? '' : ` Did you mean "${nearest}"?`
  const shown = redact(on.slice(0, 1000)).slice(0, 60)
  return new Problem('invalid-input', `There is no route "${shown}" here.${perhaps} There are: ${known.join(', ')}.`)
}

import { z } from 'zod'
import { nameIn } from '../http/guard.ts'
import { isLoopback } from '../http/loopback.ts'
import { kinds } from './setting.ts'

const NO_CALLEE_URL =
  'is not an https URL without a path, nor an http one of this machine (http://localhost:3001): tokens travel there'

/** Where a service is found: as one of ours, or one of somebody else, which may speak plain HTTP on this machine. */
export const calleeUrl = z
  .string()
  .refine((value) => kinds.rootUrl.safeParse(value).success || isPlainHere(value), NO_CALLEE_URL)
  .transform((value) => new URL(value))

/** Nobody between can read what goes over the loopback. */
function isPlainHere(value: string): boolean {
  if (!/^http:\/\//i.test(value) || !kinds.rootUrl.safeParse(value.replace(/^http:/i, 'https:')).success) return false
  const name = nameIn(new URL(value).hostname)
  return name === 'localhost' || isLoopback(name)
}

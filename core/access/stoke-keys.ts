import { errorText } from '../error-text.ts'
import type { VerificationKey } from '../token/trust.ts'
import type { RequestContext } from './dialect.ts'
import { readStokeKeySet, type StokeKeySet } from './stoke-key-set.ts'

/** Which keys a client of Stoke believes at the moment. */
export interface StokeKeys {
  /** One for each algorithm that a key can be used with. @throws whatever says that nobody can tell at the moment */
  keysFor(context: RequestContext): readonly VerificationKey[] | Promise<readonly VerificationKey[]>
}

export interface StokeKeysParts {
  /** Asks for `GET /api/pkeys`: its JSON, read. @throws when there is none */
  fetchKeySet(context: RequestContext): Promise<unknown>
  /** Milliseconds since 1970. */
  now(): number
  /** Told why a fetch brought nothing. */
  log: { warn(fields: object, event: string): void }
}

/** A set whose `exp` has passed is asked for again with each request; ours waits so long in between. Milliseconds. */
const FETCH_PACE = 1000

/**
 * The keys as the Go client of Stoke has them (A.8): when the `exp` of the set has passed, they are fetched anew before the next token is
 * looked at, and not before that, whatever key a token names. Where that fails, those of before are believed.
 */
export function createStokeKeys({ fetchKeySet, now, log }: StokeKeysParts): StokeKeys {
  let known: StokeKeySet | undefined
  let fault: unknown
  let askedAt = -Infinity
  let asking: Promise<void> | undefined

  async function ask(context: RequestContext): Promise<void> {
    askedAt = now()
    try {
      known = await readStokeKeySet(await fetchKeySet(context))
    } catch (error) {
      fault = error
      log.warn({ reason: errorText(error), kept: known?.keys.length ?? 0 }, 'stoke-keys-not-fetched')
    }
  }

  /** A clock that was set back is no reason to wait. */
  const isTooEarly = () => Math.abs(now() - askedAt) < FETCH_PACE

  return {
    async keysFor(context) {
      const isOver = !known || now() > known.lookAgainAt
      if (asking || (isOver && !isTooEarly())) await (asking ??= ask(context).finally(() => (asking = undefined)))
      if (!known) throw fault
      return known.keys
    },
  }
}

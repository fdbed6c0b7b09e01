import { posix } from 'node:path'
import { errorText } from '#core/error-text'
import type { Clock } from '#core/clock'
import { boundedMemory } from './bounded-memory.ts'
import { readLaxKey, type LaxAnswer } from './lax-key.ts'
import { AnswerTooLate, type OutsideAnswer, type OutsideClient } from '#core/http/outside-client'

/** Ours: the original keeps every answer that may be kept, for ever (W4). */
export const MOST_LAX_KEPT = 1000
/** Ours: the original asks for as many at once as there are tokens (W4). */
export const MOST_LAX_QUESTIONS = 32
/** Ours: the original waits for ever (W15). Milliseconds. */
const LAX_PATIENCE = 30_000
const LARGEST_LAX_ANSWER = 64_000

interface KeptAnswer {
  answer: LaxAnswer
  etag?: string
  until: number
}

/** The keys of a registry as the original asks for them. */
export interface LaxRegistry {
  find(issuer: string, kid: string): Promise<LaxAnswer>
  readonly size: number
}

/**
 * UNSAFE, for the dialect `jwtproxy`: asks for whatever a token names (W5), once for each token that is not kept (W4), and keeps what it
 * is told to keep, a no as well. Redirects are not followed, which the original does.
 */
export function createLaxRegistry(client: OutsideClient, clock: Clock): LaxRegistry {
  const kept = boundedMemory<KeptAnswer>(MOST_LAX_KEPT)
  let asking = 0

  async function ask(path: string, before: KeptAnswer | undefined): Promise<LaxAnswer> {
    const headers = { ...(before?.etag !== undefined && { 'if-none-match': before.etag }) }
    let got: OutsideAnswer
    asking++
    try {
      got = await client.ask({ method: 'GET', path, headers, patience: LAX_PATIENCE, maxBytes: LARGEST_LAX_ANSWER })
    } catch (error) {
      const why = errorText(error)
      if (error instanceof AnswerTooLate)
        return { kind: 'beyond-bounds', why: `${why}; the original would wait for ever` }
      return { kind: 'server-error', why }
    } finally {
      asking--
    }
    const answer = got.status === 304 && before ? before.answer : meaningOf(got)
    const seconds = freshSeconds(got.headers['cache-control'])
    const etag = got.headers['etag'] ?? before?.etag
    if (seconds !== undefined || etag !== undefined) {
      kept.set(path, { answer, until: clock.monotonic() + (seconds ?? 0) * 1000, ...(etag !== undefined && { etag }) })
    }
    return answer
  }

  return {
    async find(issuer, kid) {
      const path = laxAddress(client.base, issuer, kid)
      const known = kept.get(path)
      if (known && known.until > clock.monotonic()) return known.answer
      if (asking >= MOST_LAX_QUESTIONS) {
        return {
          kind: 'beyond-bounds',
          why: `${MOST_LAX_QUESTIONS} keys are asked for already; the original would ask for one more`,
        }
      }
      return ask(path, known)
    },
    get size() {
      return kept.size
    },
  }
}

function meaningOf({ status, text }: OutsideAnswer): LaxAnswer {
  if (status === 404) return { kind: 'no-matching-key' }
  return status === 200 ? readLaxKey(text) : { kind: 'server-error', why: `the key registry answered ${status}` }
}

/** @returns undefined when nothing may be kept, or nobody says so */
function freshSeconds(cacheControl = ''): number | undefined {
  const directives = cacheControl.toLowerCase()
  if (/no-store|no-cache/.test(directives)) return undefined
  const seconds = /(?:^|[\s,])max-age=(\d{1,9})/.exec(directives)?.[1]
  return seconds === undefined ? undefined : Number(seconds)
}

/**
 * Parts of a path formEscaped like parts of a form, and then cleaned: `..` leads to other addresses below that of the registry, and an
 * empty key id to the list of all.
 */
function laxAddress(base: string, service: string, kid: string): string {
  return (
    base +
    posix.normalize(['/services', formEscaped(service), 'keys', formEscaped(kid)].join('/')).replace(/(?<=.)\/$/, '')
  )
}

const formEscaped = (text: string) =>
  encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')

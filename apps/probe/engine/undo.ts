import { makeToken, type Attack, type AttackRequest, type AttackStep, type Attempt } from '#attacks'
import { playAttempt } from './play-attempt.ts'
import type { PlayParts } from './publish-step.ts'
import type { Reading } from './read-outcome.ts'
import { untilTaken } from './send-together.ts'
import { headerMember, headerTextOf } from './token-text.ts'

/**
 * Whether a case that was refused is believed without its one change. Where it is not, the refusal says nothing: perhaps the
 * target takes no token of that kind.
 */
export interface UndoneCases {
  /** @returns a sentence, where it is not believed; undefined where it is, or where it is nothing but the good token */
  whyNothing(attack: Attack, changed: Attempt): Promise<UndoneFault | undefined>
}

export interface UndoneFault {
  readonly verdict: 'not-run' | 'inconclusive'
  readonly reason: string
}

export function createUndoneCases(parts: PlayParts): UndoneCases {
  const known = new Map<string, Promise<Reading>>() // by what they are, so that each is sent once
  const seen = new Map<Attack, readonly Looks[]>() // to look at a token again, none is signed anew
  let plain: Looks | undefined

  async function readingOf(attempt: Attempt, anew: () => Promise<Attempt>): Promise<Reading> {
    const play = async (isAgain: boolean) => playAttempt(isAgain ? await anew() : attempt, parts, ['2xx'])
    return (await untilTaken(play, parts.clock)).reading
  }

  return {
    async whyNothing(attack, changed) {
      const make = () => attack.make(parts.issuerSide.world(), false)
      const fresh = seen.has(attack) ? undefined : await make()
      if (fresh) seen.set(attack, fresh.map(looksOf))
      const looks = sameLabel(seen.get(attack) ?? [], changed)
      if (!looks) return undefined
      const { header, label } = looks
      plain ??= looksOf(plainAttempt(await makeToken(parts.issuerSide.world())))
      if (header !== undefined && header === plain.header) return undefined
      if (attack.family === 'good' && header !== undefined && header === plainHeader(changed)) return undefined // a good token is its own
      const key = header ?? `${attack.id} ${label}`
      let reading = known.get(key)
      if (!reading) {
        const attempt = sameLabel(fresh ?? (await make()), changed)
        if (!attempt) return undefined
        const anew = async () => oneOfFlood(sameLabel(await make(), changed) ?? attempt, changed)
        reading = known.get(key) ?? readingOf(oneOfFlood(attempt, changed), anew)
        known.set(key, reading)
      }
      const read = await reading
      return read.verdict === 'believed' ? undefined : undoneFault(read, looks.algorithm, plain.algorithm)
    },
  }
}

/** What an attempt is recognised by. */
interface Looks {
  readonly label: string | undefined
  /** The header of its token, where it is one request with one token and nothing else. */
  readonly header: string | undefined
  readonly algorithm: unknown
}

const looksOf = (attempt: Attempt): Looks => ({
  label: attempt.label,
  header: plainHeader(attempt),
  algorithm: headerMember(attempt.tokens.at(-1), 'alg'),
})

/** The attempt that another one is without its change. */
const sameLabel = <Thing extends { readonly label?: string | undefined }>(all: readonly Thing[], { label }: Attempt) =>
  all.find((each) => each.label === label) ?? all[0]

/**
 * Of a flood in which none may be believed, one token without the change tells what all are. So many good ones at once would ask something
 * else: whether the target has the time for them.
 */
function oneOfFlood(undone: Attempt, changed: Attempt): Attempt {
  const [last, flood] = [undone.steps.at(-1), changed.steps.at(-1)]
  if (last?.do !== 'send-together' || flood?.do !== 'send-together' || flood.believed > 0) return undone
  return { ...undone, steps: [...undone.steps.slice(0, -1), ...last.requests.slice(0, 1).map(sendStep)] }
}

const sendStep = (request: AttackRequest): AttackStep => ({ do: 'send', request })

const plainAttempt = (token: string): Attempt => ({
  steps: [{ do: 'send', request: { method: 'GET', headers: [['Authorization', `Bearer ${token}`]] } }],
  tokens: [token],
})

/** The header of the token, where an attempt is one request with one token and nothing else. */
function plainHeader({ steps, tokens: [token = ''] }: Attempt): string | undefined {
  const [step, ...more] = steps
  if (step?.do !== 'send' || more.length > 0) return undefined
  const { method, path, query, body, headers } = step.request
  const [[, value = ''] = ['', ''], ...others] = headers
  if (method !== 'GET' || path !== undefined || query !== undefined || body !== undefined || others.length > 0)
    return undefined
  return value === `Bearer ${token}` ? headerTextOf(token) : undefined
}

function undoneFault({ verdict, reason }: Reading, algorithm: unknown, usual: unknown): UndoneFault {
  if (verdict === 'refused' && typeof algorithm === 'string' && algorithm !== usual)
    return {
      verdict: 'not-run',
      reason: `the target believes no good token of ${algorithm}: it has not enabled it, as it seems`,
    }
  const why = reason === undefined ? `it is ${verdict}` : reason
  return {
    verdict: 'inconclusive',
    reason: `without its one change it is not believed either (${why}), so that its refusal says nothing`,
  }
}

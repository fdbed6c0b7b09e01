import { makeToken, type Attack, type Attempt } from '#attacks'
import { playAttempt } from './play-attempt.ts'
import type { PlayParts } from './publish-step.ts'
import type { Reading } from './read-outcome.ts'
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

  async function readingOf(attempt: Attempt): Promise<Reading> {
    const { reading } = await playAttempt(attempt, parts, ['2xx'])
    return reading
  }

  return {
    async whyNothing(attack, changed) {
      const world = parts.issuerSide.world()
      const attempts = await attack.make(world, false)
      const attempt = attempts.find((each) => each.label === changed.label) ?? attempts[0]
      if (!attempt) return undefined
      const header = plainHeader(attempt)
      const plain = plainAttempt(await makeToken(world))
      if (header !== undefined && header === plainHeader(plain)) return undefined
      if (attack.family === 'good' && header !== undefined && header === plainHeader(changed)) return undefined // a good token is its own
      const key = header ?? `${attack.id} ${changed.label}`
      const reading = await (known.get(key) ?? rememberReading(known, key, readingOf(attempt)))
      return reading.verdict === 'believed'
        ? undefined
        : undoneFault(reading, algorithmOfAttempt(attempt), algorithmOfAttempt(plain))
    },
  }
}

function rememberReading(
  known: Map<string, Promise<Reading>>,
  key: string,
  reading: Promise<Reading>,
): Promise<Reading> {
  known.set(key, reading)
  return reading
}

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

const algorithmOfAttempt = ({ tokens }: Attempt) => headerMember(tokens.at(-1), 'alg')

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

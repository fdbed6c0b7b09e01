import type { JWK } from 'jose'
import { TokenRejected } from '#core/token/rejection'
import { crashes, weak } from '../weakness.ts'
import type { TwinChecks } from '../checks.ts'

function notesFailures(strict: TwinChecks) {
  let failed = false
  return {
    hasFailed: () => failed,
    fetchKeys: async () => {
      failed = true
      const keys = await strict.fetchKeys()
      failed = false
      return keys
    },
  }
}

/** What is wrong about what it remembers. */
export const LIFE_SWITCHES = {
  'replay-unnoticed': weak('A token may come again', () => ({ spend: async () => undefined }), 'one-use'),
  'replay-by-text': weak(
    'A token that comes again is known by its text',
    (strict) => {
      const seen = new Set<string>()
      return {
        spend: async (_claims, token) => {
          if (seen.has(token)) throw new TokenRejected('replayed')
          seen.add(token)
          return void strict
        },
      }
    },
    'one-use',
  ),
  'replay-little-memory': weak(
    'Only the last hundred tokens are remembered',
    (strict, _parts, memory) => ({
      spend: async (claims, token) => {
        await strict.spend(claims, token)
        const [oldest] = memory.spent
        if (memory.spent.size > 100 && oldest !== undefined) memory.spent.delete(oldest)
      },
    }),
    'one-use',
  ),
  'replay-race': weak(
    'Between looking and remembering others may come',
    (strict, _parts, memory) => ({
      spend: async (claims, token) => {
        const isNew = !memory.spent.has(JSON.stringify([claims.iss, claims.jti]))
        await new Promise(setImmediate)
        if (isNew) memory.spent.delete(JSON.stringify([claims.iss, claims.jti]))
        await strict.spend(claims, token)
      },
    }),
    'one-use',
  ),
  'revocation-unasked': weak('Nobody asks whether a token was revoked', () => ({ revoked: async () => undefined })),
  'revocation-asked-once': weak('Whether a token was revoked is asked once', (strict) => {
    const asked = new Set<unknown>()
    return {
      revoked: async (claims) => {
        if (!asked.has(claims.jti)) await strict.revoked(claims)
        asked.add(claims.jti)
      },
    }
  }),
  'keys-kept': weak('A key that was there once is believed for ever', (strict, _parts, memory) => ({
    fetchKeys: async () => {
      const now = await strict.fetchKeys()
      const texts = new Set([...memory.jwks, ...now].map((jwk) => JSON.stringify(jwk)))
      return [...texts].map((text) => JSON.parse(text) as JWK) // it was one
    },
  })),
  'keys-kept-when-none-come': weak('An empty key set is taken for a mistake', (strict, _parts, memory) => ({
    fetchKeys: async () => {
      const now = await strict.fetchKeys()
      return now.length === 0 ? memory.jwks : now
    },
  })),
  'keys-read-for-every-unknown-id': weak('The key set is read again for every unknown key id', (strict) => ({
    mustRead: (age, isUnknown) => isUnknown || strict.mustRead(age, isUnknown),
  })),
  'keys-read-again-while-down': weak('A read that failed does not count', (strict) => {
    const noted = notesFailures(strict)
    return {
      fetchKeys: noted.fetchKeys,
      mustRead: (age, isUnknown) => noted.hasFailed() || strict.mustRead(age, isUnknown),
    }
  }),
  'keys-must-be-readable': weak('A key set that cannot be read makes it fall over', (strict) => {
    const noted = notesFailures(strict)
    return {
      fetchKeys: noted.fetchKeys,
      key: (header, algorithm) =>
        strict
          .key(header, algorithm)
          .catch((error: unknown) => (noted.hasFailed() ? crashes() : Promise.reject(error))),
    }
  }),
  'keys-fetched-elsewhere': weak('Whoever sends it on while it reads keys is followed', (strict, { visit }) => ({
    fetchKeys: () =>
      strict.fetchKeys().catch(async (error: unknown) => {
        const location: unknown = error instanceof Error ? error.cause : undefined
        const body = typeof location === 'string' ? await visit(location) : undefined
        if (body === undefined) throw error
        return (JSON.parse(body) as { keys: unknown[] }).keys // the attacker wrote it so
      }),
  })),
}

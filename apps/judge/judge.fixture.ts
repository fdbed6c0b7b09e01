import { Buffer } from 'node:buffer'
import type { Algorithm } from '#core/token/algorithms'
import { generateSigningKey, type SigningKey } from '#core/keys/signing-key'
import { loadKeySet } from '#core/keys/key-set'
import { signAsItIs } from '#core/token/quick-signatures'
import type { JudgeKeys, Question } from './judgement.ts'

/** When all of it happens. Seconds since 1970. */
export const JUDGED_AT = 1_800_000_000

export const EXPECTED = { issuer: 'https://issuer.test', audience: 'serviceb' }

/** Who signs and who only says so, for tests: one issuer with one key, and a stranger with another. */
export interface JudgedWorld {
  readonly key: SigningKey
  readonly keys: JudgeKeys
  readonly good: { readonly header: Record<string, unknown>; readonly claims: Record<string, unknown> }
  /** A token with these members laid over those of the good one; one that is undefined is left out. */
  sign(changes?: SignedChanges): Promise<string>
  ask(authorization: readonly string[], changes?: Partial<Question>): Question
}

export interface SignedChanges {
  header?: Record<string, unknown>
  claims?: Record<string, unknown>
  signedBy?: 'stranger' | 'nobody' | undefined
}

const codedPart = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

/** The keys of a judge, as they are in a key set. */
export async function judgeKeysOf(...keys: readonly Pick<SigningKey, 'publicJwk'>[]): Promise<JudgeKeys> {
  const jwks = { keys: keys.map(({ publicJwk }) => publicJwk) }
  return { keys: (await loadKeySet(jwks)).keys, jwks, from: 'a test' }
}

export async function openJudgedWorld(algorithm: Algorithm = 'RS256'): Promise<JudgedWorld> {
  const [key, stranger] = await Promise.all([generateSigningKey(algorithm, 0), generateSigningKey(algorithm, 0)])
  const good = {
    header: { alg: algorithm, kid: key.kid, typ: 'at+jwt' },
    claims: {
      iss: EXPECTED.issuer,
      aud: [EXPECTED.audience],
      sub: 'servicea',
      iat: JUDGED_AT - 10,
      nbf: JUDGED_AT - 10,
      exp: JUDGED_AT + 290,
      jti: 'an-id',
    },
  }
  const keys = await judgeKeysOf(key)
  return {
    key,
    keys,
    good,
    async sign({ header, claims, signedBy } = {}) {
      const text = `${codedPart({ ...good.header, ...header })}.${codedPart({ ...good.claims, ...claims })}`
      if (signedBy === 'nobody') return `${text}.`
      const { privateKey } = signedBy === 'stranger' ? stranger : key
      return `${text}.${(await signAsItIs(text, privateKey, algorithm)).toString('base64url')}`
    },
    ask: (authorization, changes = {}) => ({
      authorization,
      expected: EXPECTED,
      keys,
      now: JUDGED_AT * 1000,
      ...changes,
    }),
  }
}

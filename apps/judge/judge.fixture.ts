import { Buffer } from 'node:buffer'
import type { Algorithm } from '#core/token/algorithms'
import { generateSigningKey, type SigningKey } from '#core/keys/signing-key'
import { loadKeySet } from '#core/keys/key-set'
import { signAsItIs } from '#core/token/quick-signatures'
import { bringToken } from '#core/token/bring-token'
import { EXPIRED_ONE, NAMED_TOKENS, namedParts, type NamedParts, type NamedTokenId } from '#core/token/named-tokens'
import type { JudgeKeys, Question } from './judgement.ts'

/** When all of it happens. Seconds since 1970. */
export const ASKED_AT = 1_800_000_000

export const EXPECTED = { issuer: 'https://issuer.test', audience: 'serviceb' }

/** Who signs and who only says so, for tests: one issuer with one key, and a stranger with another. */
export interface JudgedWorld {
  readonly key: SigningKey
  readonly keys: JudgeKeys
  readonly good: { readonly header: Record<string, unknown>; readonly claims: Record<string, unknown> }
  /** A token with these members laid over those of the good one; one that is undefined is left out. */
  sign(changes?: SignedChanges): Promise<string>
  /** The headers in which a named token comes. */
  bring(name: NamedTokenId): Promise<readonly string[]>
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
      iat: ASKED_AT - 10,
      nbf: ASKED_AT - 10,
      exp: ASKED_AT + 290,
      jti: 'an-id',
    },
  }
  const keys = await judgeKeysOf(key)
  async function signParts({ header, claims, signedBy }: NamedParts): Promise<string> {
    const text = `${codedPart(header)}.${codedPart(claims)}`
    if (signedBy === 'nobody') return `${text}.`
    const { privateKey } = signedBy === 'stranger' ? stranger : key
    return `${text}.${(await signAsItIs(text, privateKey, algorithm)).toString('base64url')}`
  }
  const named = (name: NamedTokenId) => signParts(namedParts(name, good, ASKED_AT))
  return {
    key,
    keys,
    good,
    sign: ({ header, claims, signedBy } = {}) =>
      signParts({ header: { ...good.header, ...header }, claims: { ...good.claims, ...claims }, signedBy }),
    bring: async (name) => bringToken(NAMED_TOKENS[name], await named(name), await named(EXPIRED_ONE)),
    ask: (authorization, changes = {}) => ({
      authorization,
      expected: EXPECTED,
      keys,
      now: ASKED_AT * 1000,
      ...changes,
    }),
  }
}

import { Buffer } from 'node:buffer'
import { createPublicKey, verify } from 'node:crypto'
import type { JWK } from 'jose'
import { differencesOfSteps, FRESH_KID } from './attack-step-differences.ts'
import type { Attempt } from '#attacks'
import type { TokenParts } from '#core/token/token-change'

/** What makes two attempts two, in words: `header.kid`, `claims.exp`, `claims text`, `signature`, `spelling`, `key set`, `request.method`. */
export function differences(good: Attempt, bad: Attempt, keys: readonly JWK[]): string[] {
  const [one = '', other = ''] = [good, bad].map(({ tokens }) => tokens.at(-1) ?? '')
  const all = [...publishedKeys(good), ...keys]
  return [
    ...(one === other ? [] : differencesOfTokens(one, other, all)),
    ...(whichComeAgain(good) === whichComeAgain(bad) ? [] : ['tokens that come again']),
    ...differencesOfSteps(good, bad),
  ]
}

/** The keys that the issuer publishes in the steps, the last ones first. */
const publishedKeys = ({ steps }: Attempt): readonly JWK[] =>
  steps.toReversed().flatMap((step) => {
    const { jwks } = Object(step.do === 'publish' ? step.answer : undefined) as { jwks?: { keys?: JWK[] } }
    return jwks?.keys ?? []
  })

/** Which requests bear a token that came before, in whatever spelling of its signature: each has the number of the first. */
function whichComeAgain({ steps }: Attempt): string {
  const signed = steps
    .flatMap((step) => (step.do === 'send' ? [step.request] : step.do === 'send-together' ? step.requests : []))
    .map(({ headers }) => String(headers[0]?.[1]).split('.').slice(0, 2).join('.'))
  return signed.map((text) => signed.indexOf(text)).join()
}

function differencesOfTokens(good: string, bad: string, keys: readonly JWK[]): string[] {
  const [one, other] = [good.split('.'), bad.split('.')]
  if (one.length !== other.length) return ['spelling']
  const [header = [], payload = []] = ['header', 'claims'].map((part, at) =>
    differencesOfPart(part, one[at] ?? '', other[at] ?? ''),
  )
  return [...header, ...payload, ...(isSigned(good, bad, keys) ? [] : ['signature'])]
}

function differencesOfPart(part: string, good: string, bad: string): string[] {
  if (good === bad) return []
  const [one, other] = [good, bad].map((segment) => Buffer.from(segment, 'base64url'))
  if (other?.toString('base64url') !== bad) return [`${part} segment`]
  const [was, is] = [membersOf(one), membersOf(other)]
  if (!was || !is || JSON.stringify(is) !== other.toString()) return [`${part} text`]
  const names = new Set([...Object.keys(was), ...Object.keys(is)])
  return [...names].filter((name) => written(was[name]) !== written(is[name])).map((name) => `${part}.${name}`)
}

const written = (value: unknown) => JSON.stringify(value)?.replaceAll(FRESH_KID, '*')

function membersOf(bytes: Buffer | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(String(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>) // an object by the line above
      : undefined
  } catch {
    return undefined
  }
}

/** Whether the key of the good one made the signature, by that key's own algorithm, whatever the header says. */
function isSigned(good: string, bad: string, keys: readonly JWK[]): boolean {
  const kid = membersOf(Buffer.from(good.split('.')[0] ?? '', 'base64url'))?.['kid']
  const jwk = keys.find((key) => key.kid === kid)
  const end = bad.lastIndexOf('.')
  const text = Buffer.from(bad.slice(0, end), 'latin1')
  const signature = Buffer.from(bad.slice(end + 1), 'base64url')
  if (!jwk) return true // not a key of the issuer's own: whoever published it is compared elsewhere
  if (signature.toString('base64url') !== bad.slice(end + 1)) return false
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
  if (jwk.kty === 'OKP') return verify(null, text, key, signature)
  const pss = String(jwk.alg).startsWith('PS') && { padding: 6, saltLength: -1 }
  return verify(`sha${String(jwk.alg).slice(2)}`, text, { key, dsaEncoding: 'ieee-p1363', ...pss }, signature)
}

/** Who signs: the key, and what the header has to say about it. */
const WHO_SIGNS = /^(?:signature|key set|header\.(?:alg|kid|jwk|jku|x5u|x5c))$/
/** How long it lives, and since when. */
const ITS_LIFE = /^claims\.(?:iat|nbf|exp)$/
/** An extension, and what it makes of the payload. */
const EXTENSION = /^(?:header\.(?:crit|b64|x-must)|claims segment)$/
/** Where a token stands in its request, and what stands beside it. */
const HOW_IT_COMES = /^(?:request\.\w+|body\.access_token)$/
/** Another method takes another form of the same request. */
const WHOLE_REQUEST = /^(?:request|body)\./
/** One of the ways in which a client proves itself. */
const PROOF_OF_CLIENT = /^body\.client_(?:id|secret)$/
/** It comes again, and its signature is written in another way. */
const COMES_RESPELLED = /^(?:tokens that come again|signature)$/
/** A heap of claims, of which each is as the other. */
const A_HEAP = /^claims\.c\d+$/

/**
 * Is it one thing, however many members it takes to say it? Where nothing differs, it is none.
 */
export function areOneThing(found: readonly string[]): boolean {
  if (found.length < 2) return found.length === 1 // nothing at all is no change
  return [
    WHO_SIGNS,
    ITS_LIFE,
    EXTENSION,
    HOW_IT_COMES,
    PROOF_OF_CLIENT,
    A_HEAP,
    COMES_RESPELLED,
    ...(found.includes('request.method') ? [WHOLE_REQUEST] : []),
  ].some((thing) => found.every((each) => thing.test(each)))
}

/** Header and claims of a token, as whoever holds it can read them. */
export function partsOf(token: string): TokenParts {
  const [header = {}, claims = {}] = token.split('.').map((segment) => membersOf(Buffer.from(segment, 'base64url')))
  return { header, claims }
}

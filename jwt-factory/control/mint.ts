import { KeyObject, randomUUID } from 'node:crypto'
import type { Clock } from '#core/clock'
import { parseInput } from '#core/http/input'
import { jsonFormOf, NO_JSON } from '#core/http/json-form'
import { Problem } from '#core/http/problem'
import { EXPIRED_ONE, NAMED_TOKENS, namedParts, type NamedTokenId } from '#core/token/named-tokens'
import { withoutMembers, type TokenParts } from '#core/token/token-change'
import { ACCESS_TOKEN } from '../oauth/granted/own-token.ts'
import type { TokenShapes } from '../registered-clients/token-shapes.ts'
import { MAIN, type Issuers } from '../issuer.ts'
import { keyOfIssuer, keyOfRing, type SignerKeyParts } from './keys-of-signers.ts'
import { mintSchema, type MintOrder, type MintOrderInput } from './mint-order.ts'
import { createStrangerKeys, type StrangerKeys } from './stranger-keys.ts'
import { secretKeyOf, signAnything, anyKeyOf, usualAlgorithm, type AnySigner } from './sign-anything.ts'

export interface MintParts extends SignerKeyParts {
  issuers: Pick<Issuers, 'main' | 'named' | 'keyOf' | 'ringsInUse'>
  shapes: Pick<TokenShapes, 'of'>
  clock: Clock
  /** The `iss` of tokens of rings. */
  issuer: string
  lifetimeSeconds: number
}

/**
 * Makes any token, good or not: in its compact form, and two of them in two lines where the name is that of two. It is for tests of
 * verifiers: the control plane stands in front of it. It throws Problem for an order that does not fit.
 */
export type Mint = (order: MintOrderInput) => Promise<string>

export function createMint(parts: MintParts): Mint {
  const strangers = createStrangerKeys()
  return async (input) => {
    const order = parseInput(mintSchema, input)
    const signer = await signerOf(order, parts, strangers)
    const { named } = order
    if (named === undefined) return tokenOf(order, goodOf(order, signer, parts), signer.any)
    const make = async (name: NamedTokenId) => {
      const { signedBy, ...named } = namedParts(
        name,
        goodOf(order, signer, parts),
        Math.floor(parts.clock.now() / 1000),
      )
      const stranger = signedBy === 'stranger' && signer.any ? await strangers.like(signer.any) : undefined
      return tokenOf(order, named, signedBy === 'nobody' ? undefined : (stranger ?? signer.any))
    }
    const isTwo = NAMED_TOKENS[named].brought === 'expired-one-behind-it'
    return isTwo ? `${await make(named)}\n${await make(EXPIRED_ONE)}` : make(named)
  }
}

interface MintSigner {
  /** Undefined for a token that nobody signs. */
  any: AnySigner | undefined
  kid: string | undefined
  /** What a good token of this signer says. */
  iss: string
  sub: string
  typ: string
  /** RFC 9068 §2.2. */
  clientId?: string
}

async function signerOf(order: MintOrder, parts: MintParts, strangers: StrangerKeys): Promise<MintSigner> {
  const { issuers, shapes } = parts
  const by = order.signedBy
  if (typeof by === 'object' && 'ring' in by) {
    const key = await keyOfRing(by.ring, parts)
    return { any: anyOf(key), kid: key.kid, iss: parts.issuer, sub: by.ring, typ: 'JWT' }
  }
  const issuer =
    typeof by === 'object' && 'issuer' in by && by.issuer !== MAIN ? issuers.named(by.issuer) : issuers.main
  const shape = shapes.of(issuer, undefined, audienceIn(order))
  const asked = typeof by === 'object' && 'issuer' in by ? by.alg : undefined
  const key = await keyOfIssuer(issuer, asked ?? shape.algorithm, parts)
  // Others say that they are the issuer: else nobody could be fooled.
  const claimed = {
    kid: key.kid,
    iss: issuer.url,
    sub: 'servicea',
    typ: shape.tokenType ?? ACCESS_TOKEN,
    clientId: 'servicea',
  }
  if (by === 'nobody') return { ...claimed, any: undefined, kid: undefined }
  if (by === 'stranger') return { ...claimed, any: await strangers.usual() }
  if ('issuer' in by) return { ...claimed, any: anyOf(key) }
  const own = 'secret' in by ? secretKeyOf(by.secret) : anyKeyOf(by)
  const kid = 'jwk' in by && typeof by.jwk['kid'] === 'string' ? by.jwk['kid'] : key.kid
  return { ...claimed, kid, any: { key: own, algorithm: by.alg ?? usualAlgorithm(own) } }
}

/** For whom a good token is, where the order says nothing else. */
const AUDIENCE = 'serviceb'

const audienceIn = ({ claims }: MintOrder): string => (typeof claims?.['aud'] === 'string' ? claims['aud'] : AUDIENCE)

const anyOf = ({ privateKey, algorithm: own }: { privateKey: CryptoKey; algorithm: string }): AnySigner => ({
  key: KeyObject.from(privateKey),
  algorithm: own,
})

/** The token as it is ordered, before anybody signs it. */
function goodOf(order: MintOrder, signer: MintSigner, { clock, lifetimeSeconds }: MintParts): TokenParts {
  const header = withoutMembers(
    { alg: signer.any?.algorithm ?? 'none', kid: signer.kid, typ: signer.typ, ...order.header },
    order.withoutHeader,
  )
  const now = Math.floor(clock.now() / 1000)
  const exp = now + (order.lifetime === undefined ? lifetimeSeconds : Math.round(order.lifetime / 1000))
  const good = { iss: signer.iss, sub: signer.sub, aud: AUDIENCE, iat: Math.min(now, exp), exp, jti: randomUUID() }
  const claims =
    order.claims === null ? {} : withoutMembers({ ...good, client_id: signer.clientId, ...order.claims }, order.without)
  return { header, claims }
}

function tokenOf({ segments }: MintOrder, { header, claims }: TokenParts, signer: AnySigner | undefined): string {
  const text = `${segments.header ?? encoded('header', header)}.${segments.payload ?? encoded('claims', claims)}`
  const signature = segments.signature ?? (signer ? signAnything(text, signer).toString('base64url') : '')
  return refuseLong(`${text}.${signature}`)
}

function encoded(what: 'header' | 'claims', value: object): string {
  const json = jsonFormOf(value)
  if (json === undefined) throw new Problem('invalid-input', `The input does not fit: ${what}: ${NO_JSON}.`)
  return Buffer.from(json).toString('base64url')
}

/** A header of HTTP takes 16 kB; what is longer could be sent nowhere. */
const MAX_MINTED = 100_000

function refuseLong(token: string): string {
  if (token.length <= MAX_MINTED) return token
  throw new Problem('too-large', `The token would have ${token.length} characters; ${MAX_MINTED} is the most.`)
}

import { redact } from '#core/token/redact'
import { signToken, type Signer } from '#core/token/sign'
import { isObject } from '#core/token/claims'
import { parseStrictJsonText } from '#core/token/strict-json'
import { shownText } from '#core/shown-text'
import type { Clock } from '#core/clock'
import { randomTokenIds, SHORTEST_TOKEN_ID } from '../signer/token-id.ts'
import { standingClaims } from '../signer/standing-claims.ts'
import { keyAddress } from './key-names.ts'
import type { MadeKey } from './made-key.ts'
import { NoAnswer, type OutsideAnswer, type OutsideClient } from '#core/http/outside-client'

/** What a registry says of a key: 200, 409, 403, 404. */
export type Standing = 'active' | 'pending' | 'expired' | 'unknown'

/** The calls of a signer to its key registry (jwtproxy's key registry protocol). Each throws RegistryTrouble. */
export interface RegistryCalls {
  look(kid: string): Promise<Standing>
  /** @returns how the key stands then, or that the registry does not let this signer publish it (403) */
  publish(key: MadeKey, signer: Signer): Promise<'active' | 'pending' | 'refused'>
  /** Takes a key back, signed by itself. */
  remove(key: MadeKey): Promise<void>
}

/** The registry cannot be asked, or says what makes no sense; the message says what happened, and shows no token. */
export class RegistryTrouble extends Error {
  override readonly name = 'RegistryTrouble'
  /** When it wants to be asked again. Milliseconds. */
  readonly retryAfter: number

  constructor(message: string, retryAfter = 0) {
    super(message)
    this.retryAfter = retryAfter
  }
}

export interface RegistryCallParts {
  client: OutsideClient
  issuer: string
  /** Of the tokens of these calls. Milliseconds. */
  expirationTime: number
  maxSkew: number
  rotateEvery: number
  /** How long the registry is asked to keep the key that is replaced. Milliseconds. */
  grace?: number
  clock: Clock
  /** For one answer. Milliseconds. */
  patience?: number
  /** Ends a call. */
  signal?: AbortSignal
}

/** Where nothing else is said. Milliseconds. */
const CALL_PATIENCE = 5000
/** A key, or a few words. */
const LARGEST_CALL_ANSWER = 32_000

const newTokenId = randomTokenIds(SHORTEST_TOKEN_ID)

export function registryCalls(parts: RegistryCallParts): RegistryCalls {
  const { client, issuer, expirationTime, maxSkew, rotateEvery, grace, clock, patience = CALL_PATIENCE, signal } = parts
  const bounds = { patience, maxBytes: LARGEST_CALL_ANSWER, ...(signal && { signal }) }

  async function ask(method: 'GET' | 'PUT' | 'DELETE', path: string, further: object = {}): Promise<OutsideAnswer> {
    try {
      return await client.ask({ method, path: client.base + path, ...bounds, ...further })
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error
      throw new RegistryTrouble(`the key registry cannot be asked: ${error.message}`)
    }
  }

  async function proof(signer: Signer): Promise<{ authorization: string }> {
    const standing = {
      issuer,
      audience: client.origin,
      tokenId: newTokenId(),
      now: clock.now(),
      expirationTime,
      maxSkew,
    }
    return { authorization: `Bearer ${await signToken(standingClaims(standing), signer, 'JWT')}` }
  }

  function lifeOf({ expires }: MadeKey): string {
    const query = new URLSearchParams()
    if (expires !== undefined) query.set('expiration', String(Math.floor(expires / 1000)))
    if (rotateEvery > 0) query.set('rotation', String(Math.max(1, Math.floor(rotateEvery / 1000))))
    if (grace !== undefined) query.set('grace', String(Math.floor(grace / 1000)))
    return query.size === 0 ? '' : `?${query}`
  }

  return {
    async look(kid) {
      const answer = await ask('GET', keyAddress(issuer, kid))
      const standing = STANDINGS[answer.status]
      if (!standing) throw strange('look for a key', answer)
      if (standing === 'active') refuseOther(answer, kid)
      return standing
    },
    async publish(key, signer) {
      const headers = { ...(await proof(signer)), 'content-type': 'application/json' }
      const path = keyAddress(issuer, key.kid) + lifeOf(key)
      const answer = await ask('PUT', path, { headers, body: JSON.stringify(key.publicJwk) })
      if (answer.status === 200) return 'active'
      if (answer.status === 202) return 'pending'
      if (answer.status === 403) return 'refused'
      throw strange('publish a key', answer)
    },
    async remove(key) {
      const answer = await ask('DELETE', keyAddress(issuer, key.kid), { headers: await proof(key) })
      if (answer.status !== 204) throw strange('take a key back', answer)
    },
  }
}

const STANDINGS: Record<number, Standing> = { 200: 'active', 409: 'pending', 403: 'expired', 404: 'unknown' }

/** A web page, or another key, is no yes. */
function refuseOther({ text }: OutsideAnswer, kid: string): void {
  let key: unknown
  try {
    key = parseStrictJsonText(text)
  } catch {
    key = undefined
  }
  if (isObject(key) && (key['kid'] === undefined || key['kid'] === kid)) return
  throw new RegistryTrouble('the key registry answered 200 to the question for a key, without that key')
}

/** Longer waits are not taken from others. Milliseconds. */
const LONGEST_RETRY = 600_000

function strange(what: string, { status, headers, text }: OutsideAnswer): RegistryTrouble {
  const seconds = /^\d{1,9}$/.test(headers['retry-after'] ?? '') ? Number(headers['retry-after']) : 0
  const isElsewhere = status >= 300 && status < 400
  const why = isElsewhere ? 'it leads to another address, which is not followed: name that one' : detailOfRefusal(text)
  const message = `the key registry answered ${status} to the request to ${what}${why === '' ? '' : `: ${why}`}`
  return new RegistryTrouble(message, Math.min(LONGEST_RETRY, seconds * 1000))
}

const LONGEST_DETAIL = 300

/** What it says about the refusal (RFC 9457 §3.1.4). It is text of others: fit for a line, and without a token. */
function detailOfRefusal(text: string): string {
  try {
    const problem = parseStrictJsonText(text)
    if (!isObject(problem) || typeof problem['detail'] !== 'string') return ''
    return shownText(redact(problem['detail'].slice(0, LONGEST_DETAIL)))
  } catch {
    return ''
  }
}

import { RELAY_AUDIENCE } from '#core/config/relay-ring'
import { USER_ISSUER } from '#core/config/user-issuer'
import { shownText } from '#core/shown-text'
import { isObject } from '#core/token/claims'
import { parseCompactForm } from '#core/token/compact-form'
import { parseStrictJson } from '#core/token/strict-json'
import { redact } from '#core/token/redact'
import type { HeldToken } from '#core/trace/held-tokens'
import { isRole } from '#scenarios'
import type { MatrixToken, SeenKind, TokenFlaw } from './token-matrix.ts'
import { namedTokens } from './token-names.ts'

/** A row, with the token itself, which is shown to doors and to nobody else. */
export interface SeenToken extends MatrixToken {
  readonly raw: string
  /** Seconds since 1970; Infinity where it has no end. */
  readonly expires: number
}

/** What a text of a token may take in a table. Characters. */
const MOST_OF_A_CLAIM = 60

/** In which play a token was seen, and what the play did to it. */
export interface PlayOfToken {
  readonly scenario: number
  readonly isRevoked: boolean
  readonly flaw?: TokenFlaw | undefined
}

/**
 * Reads what a held token says of itself; nobody has checked any of it.
 * @param now seconds since 1970
 * @returns undefined for what is no token
 */
export function readSeenToken(held: HeldToken, play: PlayOfToken, now: number): SeenToken | undefined {
  const { header, claims } = partsOfToken(held.token)
  if (!isObject(header) || !isObject(claims)) return undefined
  const kind = kindOfSeen(held.who, header, claims)
  const { sub: actor } = Object(claims['act'])
  const owner = claims['sub'] ?? (kind === 'person-of-stoke' ? claims['u'] : undefined) ?? claims['iss'] ?? held.who
  const expires = typeof claims['exp'] === 'number' ? claims['exp'] : Infinity
  const flaw = expires <= now ? 'expired' : play.flaw
  const { endpoints } = Object(claims['piko'])
  const { log } = claims
  return {
    id: '',
    name: '',
    kind,
    owner: brief(owner),
    audience: [claims['aud'] ?? []].flat().map(brief),
    ...(typeof actor === 'string' && { actor: brief(actor) }),
    scenarios: [play.scenario],
    isRevoked: play.isRevoked && kind === 'access',
    ...(flaw && { flaw }),
    ...(kind === 'relay' && { endpoints: [endpoints ?? []].flat().map(brief) }),
    ...(isOfPerson(kind) && typeof log === 'string' && { rights: brief(log) }),
    raw: held.token,
    expires,
  }
}

function partsOfToken(token: string): { header?: unknown; claims?: unknown } {
  try {
    const { headerBytes, payloadBytes } = parseCompactForm(token)
    return { header: parseStrictJson(headerBytes), claims: parseStrictJson(payloadBytes) }
  } catch {
    return {}
  }
}

const brief = (value: unknown): string => shownText(redact(String(value))).slice(0, MOST_OF_A_CLAIM)

const KIND_OF_TYPE: Readonly<Record<string, SeenKind>> = {
  'at+jwt': 'access',
  'client-authentication+jwt': 'assertion',
}

/** By its type, who signed it, and then what tells the tokens of one signer apart. */
function kindOfSeen(who: string, header: Record<string, unknown>, claims: Record<string, unknown>): SeenKind {
  const { typ } = header
  if (who === 'login-gateway' && typ === 'at+jwt') return 'login-access'
  const typed = typeof typ === 'string' && Object.hasOwn(KIND_OF_TYPE, typ) ? KIND_OF_TYPE[typ] : undefined
  if (typed) return typed
  if (who === 'signer') return 'sidecar'
  if (who === 'stateless-gateway') return 'consumer'
  if (who === 'login-gateway') return 'login-id'
  if (who !== 'jwt-factory') return claims['aud'] === undefined ? 'credential' : 'self-signed'
  if (claims['aud'] === RELAY_AUDIENCE) return 'relay'
  if (claims['iss'] === USER_ISSUER) return 'user'
  if (String(claims['iss']).endsWith('/plays/people')) return claims['sub'] === undefined ? 'person-of-stoke' : 'person'
  return isRole(claims['sub']) ? 'plain' : 'unknown'
}

const isOfPerson = (kind: SeenKind): boolean => kind === 'person' || kind === 'person-of-stoke'

/** What makes two tokens one row. */
const rowOfToken = (token: MatrixToken): string => {
  const { kind, owner, audience, actor, isRevoked, flaw, endpoints, rights } = token
  return JSON.stringify([kind, owner, audience, actor, isRevoked, flaw, endpoints, rights])
}

/** More kinds of tokens than so many have no room in a table. */
const MOST_TOKENS = 60

/** One of each sort, the one that lives longest, numbered as they were seen first; the first sixty. */
export function distinctTokens(seen: readonly SeenToken[]): SeenToken[] {
  const rows = new Map<string, SeenToken>()
  for (const token of seen) {
    const row = rowOfToken(token)
    const known = rows.get(row)
    if (!known && rows.size >= MOST_TOKENS) continue
    const lasting = known && known.expires > token.expires ? known : token
    rows.set(row, {
      ...lasting,
      scenarios: [...new Set([...(known?.scenarios ?? []), ...token.scenarios])].toSorted((a, b) => a - b),
    })
  }
  const inOrder = [...rows.values()].toSorted((a, b) => (a.scenarios[0] ?? 0) - (b.scenarios[0] ?? 0))
  return namedTokens(inOrder).map((token, index) => ({ ...token, id: `t${index + 1}` }))
}

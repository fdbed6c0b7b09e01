import { RELAY_AUDIENCE } from '#core/config/relay-ring'
import { USER_ISSUER } from '#core/config/user-issuer'
import { shownText } from '#core/shown-text'
import { isObject } from '#core/token/claims'
import { parseCompactForm } from '#core/token/compact-form'
import { parseStrictJson } from '#core/token/strict-json'
import { redact } from '#core/token/redact'
import type { HeldToken } from '#core/trace/held-tokens'
import type { MatrixToken, SeenKind } from './token-matrix.ts'

/** A row, with the token itself, which is shown to doors and to nobody else. */
export interface SeenToken extends MatrixToken {
  readonly raw: string
  /** Seconds since 1970; Infinity where it has no end. */
  readonly expires: number
}

/** What a text of a token may take in a table. Characters. */
const MOST_OF_A_CLAIM = 60

/**
 * Reads what a held token says of itself; nobody has checked any of it.
 * @returns undefined for what is no token
 */
export function readSeenToken(held: HeldToken, scenario: number, isRevoked: boolean): SeenToken | undefined {
  const { header, claims } = partsOfToken(held.token)
  if (!isObject(header) || !isObject(claims)) return undefined
  const kind = kindOfSeen(held.who, header, claims)
  const { sub: actor } = Object(claims['act'])
  const owner = claims['sub'] ?? claims['iss'] ?? held.who
  return {
    id: '',
    kind,
    owner: brief(owner),
    audience: [claims['aud'] ?? []].flat().map(brief),
    ...(typeof actor === 'string' && { actor: brief(actor) }),
    scenarios: [scenario],
    isRevoked: isRevoked && kind === 'access',
    raw: held.token,
    expires: typeof claims['exp'] === 'number' ? claims['exp'] : Infinity,
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
  const typed = typeof typ === 'string' && Object.hasOwn(KIND_OF_TYPE, typ) ? KIND_OF_TYPE[typ] : undefined
  if (typed) return typed
  if (who === 'signer') return 'sidecar'
  if (who === 'stateless-gateway') return 'consumer'
  if (who !== 'jwt-factory') return claims['aud'] === undefined ? 'credential' : 'self-signed'
  if (claims['aud'] === RELAY_AUDIENCE) return 'relay'
  if (claims['iss'] === USER_ISSUER) return 'user'
  return String(claims['iss']).endsWith('/plays/people') ? 'person' : 'plain'
}

/** What makes two tokens one row. */
const rowOfToken = ({ kind, owner, audience, actor, isRevoked }: MatrixToken): string =>
  JSON.stringify([kind, owner, audience, actor, isRevoked])

/** More kinds of tokens than so many have no room in a table. */
const MOST_TOKENS = 40

/** One of each sort, the one that lives longest, numbered as they were seen first; the first forty. */
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
  return [...rows.values()]
    .toSorted((a, b) => (a.scenarios[0] ?? 0) - (b.scenarios[0] ?? 0))
    .map((token, index) => ({ ...token, id: `t${index + 1}` }))
}

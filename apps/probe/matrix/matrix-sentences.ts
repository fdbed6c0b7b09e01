import type { OpenMatter } from './should-believe.ts'
import type { CellKind, MatrixDoor, MatrixToken, TokenFlaw } from './token-matrix.ts'

const KINDS_IN_WORDS: Readonly<Record<MatrixToken['kind'], string>> = {
  plain: 'token',
  'self-signed': 'self-signed token',
  access: 'access token',
  assertion: 'assertion of a client',
  sidecar: 'token of a sidecar',
  user: 'token of a user',
  credential: 'token of a credential',
  consumer: 'token of a consumer',
  relay: 'token for the relay',
  person: 'token of a person',
  'person-of-stoke': 'token of a person, as Stoke signs it,',
  'login-access': 'access token of a login',
  'login-id': 'ID token of a login',
  unknown: 'token',
}

const FLAWS_IN_WORDS: Readonly<Record<TokenFlaw, string>> = {
  expired: 'expired ',
  forged: 'forged ',
  tampered: 'tampered ',
  'unknown-credential': '',
  'black-listed': 'black-listed ',
  'withdrawn-key': '',
  'no-endpoint': '',
}

/** What stands behind the name. */
const FLAWS_BEHIND: Readonly<Partial<Record<TokenFlaw, string>>> = {
  'unknown-credential': ' that nobody has',
  'withdrawn-key': ', by a key that was taken back,',
}

/** `the access token of servicea for serviceb`, with what else tells it from others. */
export function sayMatrixToken(token: MatrixToken): string {
  const { kind, owner, audience, actor, isRevoked, flaw, endpoints, rights } = token
  const acting = actor === undefined ? '' : `, by whom ${actor} acts,`
  const whom = audience.length === 0 ? '' : ` for ${audience.join(' and ')}`
  const where =
    endpoints === undefined
      ? ''
      : ` with ${endpoints.length === 0 ? 'no endpoint' : `the endpoint ${endpoints.join(' and ')}`}`
  const may = rights === undefined ? '' : ` with log=${rights}`
  const state = `${isRevoked ? 'revoked ' : ''}${flaw ? FLAWS_IN_WORDS[flaw] : ''}`
  const behind = (flaw && FLAWS_BEHIND[flaw]) ?? ''
  return `the ${state}${KINDS_IN_WORDS[kind]} of ${owner}${behind}${acting}${whom}${where}${may}`
}

/** What is not known of an own service, so that nobody takes it for a finding. */
export function sayOpenMatter(matter: OpenMatter, token: MatrixToken, { service, scenario }: MatrixDoor): string {
  if (matter === 'trust')
    return `${service} is your own service: whose tokens it trusts is not known, so tokens for it that it refuses may be such as it need not believe`
  return matter === 'kept-keys'
    ? `${service}, your own service, believes ${sayMatrixToken(token)}: how long it keeps keys is its own matter`
    : `${service}, your own service, believes ${sayMatrixToken(token)}: scenario ${scenario} wants more, and what yours wants is not known`
}

const WITHOUT_GOOD_TOKEN = {
  both: 'lets everybody in at ROUTE: whoever has no token, and whoever shows garbage',
  none: 'lets in at ROUTE whoever has no token',
  garbage: 'lets in at ROUTE whoever shows garbage as a token',
} as const

/** A door that no good token is needed for, and why, where that is meant. */
export function sayOpenDoor(
  { service, route, letsEverybodyIn }: MatrixDoor,
  without: keyof typeof WITHOUT_GOOD_TOKEN,
): string {
  const words = `${service} ${WITHOUT_GOOD_TOKEN[without].replace('ROUTE', () => route)}`
  return letsEverybodyIn === undefined
    ? words
    : `${words}, as it is told to (${letsEverybodyIn}): it tells nothing of tokens`
}

/** The sentence of a cell: what a thief can do, which scenario says so, or why nobody can tell. */
export function sayCell(kind: CellKind, token: MatrixToken, door: MatrixDoor, why: string): string | undefined {
  const stolen = `who steals ${sayMatrixToken(token)}`
  if (kind === 'leak') {
    const isElsewhere = !token.audience.includes(door.service)
    return `${stolen} can ${isElsewhere ? 'also call' : 'use it in another way at'} ${door.service} (scenario ${door.scenario})`
  }
  if (kind === 'lesson')
    return `${stolen} can call ${door.service} (scenario ${door.scenario})${token.isRevoked ? ' until it expires' : ''}: ${why}`
  if (kind === 'used') return `${sayMatrixToken(token)} was used already, in the play: it is good once`
  if (kind === 'missed')
    return `${door.service} (scenario ${door.scenario}) refuses ${sayMatrixToken(token)}, which is for it`
  return kind === 'unknown' ? why : undefined
}

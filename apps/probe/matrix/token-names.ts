import type { MatrixToken, TokenFlaw } from './token-matrix.ts'

/** Of a plain token the names alone say enough. */
const KIND_NAMES: Readonly<Record<MatrixToken['kind'], string>> = {
  plain: '',
  'self-signed': 'self-signed',
  access: 'access',
  assertion: 'assertion',
  sidecar: 'sidecar',
  user: 'user',
  credential: 'credential',
  consumer: 'consumer',
  relay: '', // for whom it is says it
  person: 'person',
  'person-of-stoke': 'person (Stoke)',
  'login-access': 'login',
  'login-id': 'login ID',
  unknown: 'unknown',
}

const FLAW_NAMES: Readonly<Record<TokenFlaw, string>> = {
  expired: 'expired',
  forged: 'forged',
  tampered: 'tampered',
  'unknown-credential': 'of nobody',
  'black-listed': 'black-listed',
  'withdrawn-key': 'old key',
  'no-endpoint': '', // its endpoints say it
}

const SERVICE_NAMES: Readonly<Record<string, string>> = { servicea: 'A', serviceb: 'B', servicec: 'C' }

/** What a name of somebody may take. Characters. */
const MOST_OF_A_NAME = 16

/** `A → B access, revoked`: whose it is, for whom, and what tells it from others. */
export function nameOfToken({ kind, owner, audience, actor, isRevoked, flaw, ...rest }: Omit<MatrixToken, 'name'>): string {
  const { endpoints, rights } = rest
  const whom = audience.length === 0 ? [] : ['→', audience.map(partyName).join('+')]
  const words = [
    ownerName(kind, owner),
    ...(actor === undefined ? [] : ['by', partyName(actor)]),
    ...whom,
    kind === 'consumer' && isBareId(owner) ? '' : KIND_NAMES[kind],
    rights === undefined ? '' : `log=${rights}`,
    endpoints === undefined ? '' : endpoints.length === 0 ? 'no endpoint' : `to ${endpoints.map(partyName).join('+')}`,
  ]
  const state = [isRevoked ? 'revoked' : '', flaw ? FLAW_NAMES[flaw] : '']
  return [words, ...state.map((each) => [each])]
    .map((some) => some.filter((each) => each !== '').join(' '))
    .filter((each) => each !== '')
    .join(', ')
} // prettier-ignore

/** An id alone says of nobody who it is. */
const isBareId = (who: string) => /^(?:\d+|[\da-f]{8}-[\da-f]{4}-[\da-f-]+)$/.test(who)

/** Whose it is; of an id, what it is the id of. */
const ownerName = (kind: MatrixToken['kind'], owner: string) =>
  isBareId(owner) ? `${kind === 'consumer' ? 'consumer' : 'person'} ${owner.slice(0, 8)}` : partyName(owner)

/** The same for each of a list; what would have the name of another gets a number. */
export function namedTokens<Token extends MatrixToken>(tokens: readonly Token[]): Token[] {
  const counts = new Map<string, number>()
  return tokens.map((token) => {
    const name = nameOfToken(token)
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return { ...token, name: count === 1 ? name : `${name} (${count})` }
  })
}

/** Of an address the host and what stands behind it, as far as there is room. */
function partyName(who: string): string {
  const name = SERVICE_NAMES[who] ?? who.replace(/^https?:\/\//, '').replace(/\/$/, '')
  return name.length > MOST_OF_A_NAME ? `${name.slice(0, MOST_OF_A_NAME - 1)}…` : name
}

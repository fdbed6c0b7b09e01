import type { CellKind, MatrixDoor, MatrixToken } from './token-matrix.ts'

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
  unknown: 'token',
}

/** `the access token of servicea for serviceb`, with what else tells it from others. */
export function sayMatrixToken({ kind, owner, audience, actor, isRevoked }: MatrixToken): string {
  const acting = actor === undefined ? '' : `, by whom ${actor} acts,`
  const whom = audience.length === 0 ? '' : ` for ${audience.join(' and ')}`
  return `the ${isRevoked ? 'revoked ' : ''}${KINDS_IN_WORDS[kind]} of ${owner}${acting}${whom}`
}

/** The sentence of a cell: what a thief can do, which scenario says so, or why nobody can tell. */
export function sayCell(kind: CellKind, token: MatrixToken, door: MatrixDoor, why: string): string | undefined {
  const stolen = `who steals ${sayMatrixToken(token)}`
  if (kind === 'leak') {
    const isElsewhere = !token.audience.includes(door.service)
    return `${stolen} can ${isElsewhere ? 'also call' : 'use it in another way at'} ${door.service} (scenario ${door.scenario})`
  }
  if (kind === 'lesson')
    return `${stolen} can call ${door.service} (scenario ${door.scenario}) until it expires: ${why}`
  if (kind === 'used') return `${sayMatrixToken(token)} was used already, in the play: it is good once`
  if (kind === 'missed')
    return `${door.service} (scenario ${door.scenario}) refuses ${sayMatrixToken(token)}, which is for it`
  return kind === 'unknown' ? why : undefined
}

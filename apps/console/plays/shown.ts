import { Problem } from '#core/http/problem'
import type { KeptPlay, PlayLine, ShownPlay } from './kept-play.ts'
import type { Plays } from './plays.ts'

/** @throws Problem not-found when it is not kept any more */
export function keptPlay(plays: Pick<Plays, 'get'>, traceId: unknown): KeptPlay {
  const play = plays.get(String(traceId))
  if (play) return play
  throw new Problem('not-found', 'This play is not kept any more, or never was: the console keeps the last 200.')
}

/** What leaves the console. */
export const withoutTokens = ({
  tokens: _tokens,
  tokenMark: _tokenMark,
  revokedKeys: _revokedKeys,
  ...play
}: KeptPlay): ShownPlay => play

/** As lists show it. */
export const lineOf = ({
  steps: _steps,
  tokens: _tokens,
  tokenMark: _tokenMark,
  revokedKeys: _revokedKeys,
  answer: _answer,
  requests: _requests,
  missing: _missing,
  hasTokens: _hasTokens,
  ...line
}: KeptPlay): PlayLine => line

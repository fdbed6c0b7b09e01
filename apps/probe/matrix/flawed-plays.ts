import type { TokenFlaw } from './token-matrix.ts'

/** Plays whose tokens are bad, each in the way that its variant is about: `13?anonymous`. */
export const FLAWED_PLAYS: Readonly<Partial<Record<string, TokenFlaw>>> = {
  '11?tampered': 'tampered',
  '13?anonymous': 'forged',
  '13?blacklisted': 'black-listed',
  '13?unknown-consumer': 'unknown-credential',
}

/** In this one the key of all tokens but the last was taken back. */
export const WITHDRAWING_PLAY = '6?emergency'

/** In this one somebody else wants to revoke the token, and may not. */
export const KEEPS_ITS_TOKEN = '10?not-mine'

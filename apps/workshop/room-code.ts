import { randomInt } from 'node:crypto'

/** Signs that nobody mistakes for another one on a wall: no 0 and O, no 1, I and L, no U and V. */
const CODE_SIGNS = '23456789ABCDEFGHJKMNPQRSTWXYZ'

/** Of 29 signs each: who guesses ten in a second for an hour finds one of ten million rooms. */
const CODE_LENGTH = 8

/** What is written on the wall, and lets people in: `K7MQ-24TX`. */
export function makeRoomCode(): string {
  const signs = Array.from({ length: CODE_LENGTH }, () => CODE_SIGNS[randomInt(CODE_SIGNS.length)])
  return `${signs.slice(0, CODE_LENGTH / 2).join('')}-${signs.slice(CODE_LENGTH / 2).join('')}`
}

/** As it is compared: people leave out the hyphen, or type small letters. */
export const plainCode = (code: string): string => code.replaceAll(/[\s-]/g, '').toUpperCase()

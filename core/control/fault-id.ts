import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { shownValue } from '../http/input-words.ts'

/** Those that a process gives by itself: f1, f2, and so on. */
const OWN_ID = /^f\d+$/
const WRITTEN_ID = /^[a-z][a-z0-9-]{0,39}$/

/** An id that whoever sets a fault has chosen: it never is one that a process gives by itself. */
export const faultId = z.string().refine((id) => WRITTEN_ID.test(id) && !OWN_ID.test(id), {
  error: ({ input }) => `${shownValue(input)} is no id of a fault: ${RULES}`,
})

const RULES = 'write small letters, digits and hyphens, and not f1, f2 …, which a process gives by itself'

/** No vowels, and nothing that looks like another letter. */
const ID_LETTERS = 'bcdghjkmnpqrstvwxz23456789'
const ID_LENGTH = 8

/** One fault has one id in all processes where it is set, and no other fault has it: of 200, two are alike once in ten million times. */
export const newFaultId = (): string =>
  `f-${Array.from({ length: ID_LENGTH }, () => ID_LETTERS[randomInt(ID_LETTERS.length)]).join('')}`

import { crc32 } from 'node:zlib'
import type { Claims } from '#core/token/claims'
import { decoded, membersOf, segmentsOf } from '../reading.ts'
import { weak } from '../weakness.ts'
import type { Weakness } from '../checks.ts'

/** What was believed once is believed again. @param nameOf under which name it is remembered; undefined: not at all */
const remembers =
  (nameOf: (token: string) => string | undefined): Weakness =>
  (strict) => {
    const believed = new Map<string, Claims>()
    return {
      judge: async (token, request) => {
        const name = nameOf(token)
        const known = name === undefined ? undefined : believed.get(name)
        if (known) return known
        const claims = await strict.judge(token, request)
        if (name !== undefined) believed.set(name, claims)
        return claims
      },
    }
  }

const sameBegin = (token: string) => `${token.length} ${token.slice(0, -110)}`

/** A member of header or claims, as nobody has checked it. */
function unchecked(token: string, at: 'protected' | 'payload', name: string): string | undefined {
  const value = membersOf(decoded(segmentsOf(token)[at]).toString())?.[name]
  return typeof value === 'string' ? value : undefined
}

function subjectAndKey(token: string): string | undefined {
  const subject = unchecked(token, 'payload', 'sub')
  return subject === undefined ? undefined : `${subject} ${unchecked(token, 'protected', 'kid')}`
}

const hashBy = (factor: number) => (token: string) =>
  String(token.split('').reduce((hash, letter) => (Math.imul(hash, factor) + letter.charCodeAt(0)) | 0, 0))

/** FNV-1a of 32 bits. */
const fnvOfText = (token: string) =>
  token.split('').reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16_777_619), 2_166_136_261)

const memory = (weakness: string, nameOf: (token: string) => string | undefined) =>
  weak(weakness, remembers(nameOf), 'memory')

/** What is believed is remembered under a name that others have, too. */
export const MEMORY_SWITCHES = {
  'verdicts-kept': memory('What was believed once is believed for ever', (token) => token),
  'verdicts-by-begin': memory('What was believed is known by the begin of its text ', sameBegin),
  'verdicts-by-signature': memory(
    'What was believed is known by its signature',
    (token) => segmentsOf(token).signature || undefined,
  ),
  'verdicts-by-token-id': memory('What was believed is known by its jti', (token) =>
    unchecked(token, 'payload', 'jti'),
  ),
  'verdicts-by-payload': memory('What was believed is known by its payload', (token) => segmentsOf(token).payload),
  'verdicts-by-text': memory('What was believed is known by what was signed', (token) =>
    token.split('.').slice(0, 2).join('.'),
  ),
  'verdicts-by-first-letters': memory(
    'What was believed is known by its text but for the last letters, as a column of a table takes it',
    (token) => token.slice(0, -2),
  ),
  'verdicts-by-end': memory('What was believed is known by the end of its text', (token) => token.slice(-300)),
  'verdicts-by-letters': memory(
    'What was believed is known by its text in small letters, as some databases compare',
    (token) => token.toLowerCase(),
  ),
  'verdicts-by-hash': memory('What was believed is known by the hashCode of its text', hashBy(31)),
  'verdicts-by-other-hash': memory('What was believed is known by the djb2 of its text', hashBy(33)),
  'verdicts-by-crc32': memory('What was believed is known by the CRC-32 of its text', (token) => String(crc32(token))),
  'verdicts-by-fnv': memory('What was believed is known by the FNV-1a of its text', (token) =>
    String(fnvOfText(token)),
  ),
  'verdicts-by-subject': memory('Whose token was believed once is believed with the same key id', subjectAndKey),
}

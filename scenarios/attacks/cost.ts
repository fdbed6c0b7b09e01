import { Buffer } from 'node:buffer'
import { randomBytes, randomUUID } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import type { AttackRow } from './attack.ts'
import { askAbout } from './making/asking.ts'
import { bearer, bearing, bringing, playing, type Making } from './making/bearing.ts'
import { emptyJwe, jweFor } from './making/jwe.ts'
import { makeToken } from './making/make-token.ts'
import { publishing } from './making/publishing.ts'
import type { AttackStep } from './making/steps.ts'
import { publishedRsaKey } from './making/words.ts'

/** Size, depth and cost: the answer must come soon, and the next valid call must still work. */
export const COST_ATTACKS: readonly AttackRow[] = [
  {
    id: 'dos-header-17k',
    title: 'The header Authorization has 17 KB',
    class: 'SHOULD',
    severity: { level: 'low', cwe: 400 },
    references: ['CVE-2025-61920'],
    needs: ['raw-socket'],
    expects: ['4xx size', '401 token'],
    make: bringing(() => ({ '17 KB': { ...bearer('a'.repeat(17_000)), raw: true } })),
  },
  {
    id: 'dos-header-1m',
    title: 'The header Authorization has a megabyte',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 400 },
    references: ['CVE-2025-61920'],
    needs: ['raw-socket'],
    expects: ['4xx size'],
    make: bringing(() => ({ '1 MB': { ...bearer('a'.repeat(1_000_000)), raw: true } })),
  },
  {
    id: 'dos-dots',
    title: 'The token is dots only, as many as fit',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 405 },
    references: ['CVE-2025-30204', 'CVE-2025-27144'],
    needs: [],
    expects: ['401 token', '4xx size'],
    make: bearing({ spelled: () => '.'.repeat(15_000) }),
  },
  {
    id: 'dos-spaces',
    title: 'Behind Bearer there are thousands of spaces, and then nothing',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 1333 },
    references: ['CWE-1333'],
    needs: ['raw-socket'],
    expects: ['401 bare', '400 request', '4xx size'],
    make: bringing(() => ({ '8000 spaces': { ...bearer(' '.repeat(8000)), raw: true } })),
  },
  {
    id: 'dos-body-token',
    title: 'A token of five megabytes is sent to the issuer',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 770 },
    references: ['CVE-2025-61920', 'CVE-2026-9704'],
    needs: ['client'],
    expects: ['4xx size', '400'],
    make: askingAboutToken('a'.repeat(5_000_000)),
  },
  {
    id: 'dos-kid-flood',
    title: 'Two hundred tokens with different unknown key ids come in one second',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 770 },
    references: ['CWE-770', 'OIDC Core 10.1.1'],
    needs: [],
    expects: ['401 token', '503'], // each waits for a read that is newer than itself, and not all can: whoever cannot decide says so
    watched: ['one-key-set-read'],
    make: flooding(() => []),
  },
  {
    id: 'dos-jwks-down-flood',
    title: 'The same, while the key set cannot be read',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 770 },
    references: ['CWE-770'],
    needs: ['key-set'],
    expects: ['401 token', '503'],
    watched: ['few-key-set-reads'],
    make: flooding((changed) => [
      { do: 'publish', answer: { status: 500, body: '' }, until: changed ? 'read' : 'unread' }, // in its cool-down it would read nothing, whatever comes
    ]),
  },
  {
    id: 'dos-jwe-pbes2',
    title: 'It is encrypted with a password that takes two thousand million rounds to try',
    class: 'SHOULD',
    severity: { level: 'high', cwe: 400 },
    references: ['CVE-2022-36083', 'draft-ietf-oauth-rfc8725bis-08 §2.10, §3.13'],
    needs: [],
    expects: ['401 token'],
    watched: ['quick'],
    make: bearing({
      spelled: () =>
        emptyJwe({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 2_000_000_000, p2s: 'c2FsdHNhbHRzYWx0c2FsdA' }),
    }),
  },
  {
    id: 'dos-jwe-zip',
    title: 'It is encrypted, and what is inside is a thousand times as large when inflated',
    class: 'SHOULD',
    severity: { level: 'high', cwe: 409 },
    references: ['CVE-2024-28176', 'draft-ietf-oauth-rfc8725bis-08 §2.12, §3.15'],
    needs: ['published-keys'],
    expects: ['401 token'],
    watched: ['quick'],
    make: bearing((world) => ({
      spelled: () => jweFor(publishedRsaKey(world), (deflated ??= deflatedLetters()), { zip: 'DEF' }),
    })),
  },
  {
    id: 'dos-jwe-invalid-curve',
    title: 'It is encrypted with a point that is not on its curve',
    class: 'MUST',
    severity: { level: 'high', cwe: 347 },
    references: ['RFC 8725 §2.5, §3.4'],
    needs: ['published-keys'],
    expects: ['401 token'],
    make: bearing({
      spelled: () => emptyJwe({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', epk: OFF_THE_CURVE }),
    }),
  },
  {
    id: 'dos-huge-rsa',
    title: 'The issuer publishes an RSA key of 16384 bits, which takes long to verify with',
    class: 'SHOULD',
    severity: { level: 'low', cwe: 405 },
    references: ['CWE-405'],
    needs: ['issuer-key', 'key-set'],
    expects: ['401 token', '503'],
    watched: ['quick'],
    make: publishing(() => ({
      jwk: {
        kty: 'RSA',
        n: Buffer.of(0xff, ...randomBytes(2046), 0x01).toString('base64url'),
        e: 'AQAB',
        alg: 'RS256',
      },
      alg: 'RS256',
      signedBy: { forged: () => Buffer.concat([Buffer.of(0), randomBytes(2047)]) },
    })),
  },
]

/** Nine megabytes of one letter, in a few kilobytes: made when they are first wanted. */
let deflated: Buffer | undefined
const deflatedLetters = () => deflateRawSync(Buffer.alloc(9_000_000, 0x61))

const FLOOD = 200

/** Undone, as many good tokens come: their key is known already. */
function flooding(before: (changed: boolean) => readonly AttackStep[]): Making {
  return playing(async (world, changed) => {
    const defect = () => (changed ? { header: { kid: randomUUID() } } : {})
    const tokens = await Promise.all(Array.from({ length: FLOOD }, () => makeToken(world, defect())))
    const flood = { do: 'send-together', requests: tokens.map(bearer), believed: changed ? 0 : FLOOD } as const
    return { steps: [...before(changed), flood], tokens }
  })
}

/** x is that of the generator of P-256, and y is another number. */
const OFF_THE_CURVE = {
  kty: 'EC',
  crv: 'P-256',
  x: 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY',
  y: 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfY',
}

/** The issuer is asked whether the token is good (RFC 7662 §2.1). */
function askingAboutToken(text: string): Making {
  return playing(async (world, changed) => {
    const token = changed ? text : await makeToken(world)
    return { steps: [askAbout(world, token)], tokens: [token] }
  })
}

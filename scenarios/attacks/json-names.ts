import type { AttackRow } from './attack.ts'
import { bearing } from './making/bearing.ts'
import { beforeClaims, behindClaims } from './making/words.ts'

const DEEP = 5200
const MANY = 10_000

/** What a name in JSON may be made of without an escape: whoever signs takes 100 kB at most, so the names are short. */
const NAME_SIGNS = Array.from({ length: 94 }, (_, at) => String.fromCharCode(0x21 + at)).filter(
  (sign) => !/["\\]/.test(sign),
)

/** A name for each number: `!`, `#`, … and behind the single signs pairs and threes, none of which is that of a claim we know. */
function nameOfNumber(at: number): string {
  const sign = NAME_SIGNS[at % NAME_SIGNS.length] ?? ''
  return at < NAME_SIGNS.length ? sign : nameOfNumber(Math.floor(at / NAME_SIGNS.length) - 1) + sign
}

/** Two readers in one chain of calls must read the same claims. Of equal names the last may win (RFC 7519 §4), the first never. */
export const JSON_NAMES_ATTACKS: readonly AttackRow[] = [
  {
    id: 'json-duplicate-claim',
    title: 'It has two subjects: admin, and behind it the right one',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 436 },
    references: ['RFC 7519 §4', 'RFC 8259 §4'],
    needs: ['issuer-key'],
    expects: ['401 token', '2xx'],
    watched: ['last-wins'],
    make: bearing({ payloadText: beforeClaims('"sub":"admin"') }),
  },
  {
    id: 'json-duplicate-exp',
    title: 'It has two ends, one in the past',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 436 },
    references: ['RFC 7519 §4'],
    needs: ['issuer-key'],
    expects: ['401 token', '2xx'],
    watched: ['last-wins'],
    make: bearing([
      { label: 'the past one first', payloadText: beforeClaims('"exp":1') },
      { label: 'the past one last', payloadText: behindClaims('"exp":1') },
    ]),
  },
  {
    id: 'json-duplicate-header',
    title: 'Its header has two algorithms: none, and behind it the right one',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 436 },
    references: ['RFC 7515 §4, §10.12'],
    needs: ['issuer-key'],
    expects: ['401 token', '2xx'],
    watched: ['last-wins'],
    make: bearing({ headerText: beforeClaims('"alg":"none"') }),
  },
  {
    id: 'json-escaped-duplicate',
    title: 'It has two subjects, and the name of one is written with an escape',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 436 },
    references: ['RFC 7515 §5.3'],
    needs: ['issuer-key'],
    expects: ['401 token', '2xx'],
    watched: ['last-wins'],
    make: bearing({ payloadText: beforeClaims(String.raw`"\u0073ub":"admin"`) }),
  },
  {
    id: 'json-proto-claim',
    title: 'A claim is called __proto__ and holds a scope',
    class: 'POLICY',
    severity: { level: 'medium', cwe: 1321 },
    references: ['CWE-1321'],
    needs: ['issuer-key'],
    expects: ['401 token', '2xx'],
    watched: ['without-effect'],
    make: bearing({ payloadText: beforeClaims('"__proto__":{"scope":"orders.admin"}') }),
  },
  {
    id: 'json-deep-claims',
    title: 'A claim of its own is a list 5200 levels deep, which nobody can write out again',
    class: 'POLICY',
    severity: { level: 'high', cwe: 674 },
    references: ['CVE-2025-53864', 'CWE-674'],
    needs: ['issuer-key'],
    expects: ['401 token', '2xx'],
    make: bearing({
      payloadText: beforeClaims(`"x":${'['.repeat(DEEP)}${']'.repeat(DEEP)}`),
    }),
  },
  {
    id: 'json-many-claims',
    title: 'It has ten thousand claims',
    class: 'POLICY',
    severity: { level: 'low', cwe: 400 },
    references: ['CWE-400'],
    needs: ['issuer-key'],
    expects: ['401 token', '4xx size', '2xx'],
    watched: ['quick'],
    make: bearing({
      payloadText: behindClaims(Array.from({ length: MANY }, (_, at) => `"${nameOfNumber(at)}":1`).join()),
    }),
  },
]

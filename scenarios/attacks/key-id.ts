import type { Algorithm } from '#core/token/algorithms'
import type { AttackRow } from './attack.ts'
import { bearing } from './making/bearing.ts'
import type { TokenDefect } from './making/defect.ts'
import { headerIs } from './making/words.ts'
import { CannotBeMade } from './world.ts'

/** The key id is a text that chooses among the keys of the issuer, and nothing else: no path, no query, no command. */
export const KEY_ID_ATTACKS: readonly AttackRow[] = [
  {
    id: 'key-kid-unknown',
    title: 'The key id is one that nobody published',
    class: 'MUST',
    severity: { level: 'low', cwe: 347 },
    references: ['RFC 7515 §4.1.4'],
    needs: [],
    expects: ['401 token'],
    make: bearing(headerIs('kid', 'no-such-key')),
  },
  {
    id: 'key-kid-not-string',
    title: 'The key id is no text',
    class: 'MUST',
    severity: { level: 'medium', cwe: 704 },
    references: ['RFC 7515 §4.1.4'],
    needs: [],
    expects: ['401 token'],
    make: bearing(headerIs('kid', 7, ['x'], {}, null, true)),
  },
  {
    id: 'key-kid-empty',
    title: 'The key id is an empty text',
    class: 'MUST',
    severity: { level: 'high', cwe: 20 },
    references: ['jwt_tool playbook'],
    needs: [],
    expects: ['401 token'],
    make: bearing([
      ...headerIs('kid', ''),
      { label: 'with HS256 and an empty secret', header: { alg: 'HS256', kid: '' }, signedBy: { secret: '' } },
    ]),
  },
  {
    id: 'key-kid-case',
    title: 'The key id is written in other letters',
    class: 'MUST',
    severity: { level: 'low', cwe: 178 },
    references: ['RFC 7515 §4.1.4'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ good }) => headerIs('kid', inOtherCase(String(good().header['kid'])))),
  },
  {
    id: 'key-kid-path-traversal',
    title: 'The key id is the path of a file whose content everybody knows, which is the secret',
    class: 'MUST',
    severity: { level: 'critical', cwe: 22 },
    references: ['RFC 8725 §2.9, §3.10'],
    needs: [],
    expects: ['401 token'],
    make: bearing([
      hmacUnder('../../../../../../../dev/null', ''),
      hmacUnder('../../../../../../../proc/sys/kernel/randomize_va_space', '2\n'),
    ]),
  },
  {
    id: 'key-kid-sql-injection',
    title: 'The key id is SQL that yields the secret',
    class: 'MUST',
    severity: { level: 'critical', cwe: 89 },
    references: ['RFC 8725 §3.10'],
    needs: [],
    expects: ['401 token'],
    make: bearing(hmacUnder("x' UNION SELECT '1';--", '1')),
  },
  {
    id: 'key-kid-command',
    title: 'The key id is a command that takes ten seconds',
    class: 'MUST',
    severity: { level: 'critical', cwe: 78 },
    references: ['RFC 8725 §2.9'],
    needs: [],
    expects: ['401 token'],
    watched: ['quick'],
    make: bearing(headerIs('kid', '|sleep 10', '$(sleep 10)')),
  },
  {
    id: 'key-kid-operator',
    title: 'The key id is an operator of a document store or of LDAP',
    class: 'MUST',
    severity: { level: 'high', cwe: 943 },
    references: ['RFC 8725 §3.10'],
    needs: [],
    expects: ['401 token'],
    make: bearing(headerIs('kid', { $ne: null }, '*)(uid=*')),
  },
  {
    id: 'key-kid-log-injection',
    title: 'The key id holds a line of a log, and the escape of a terminal',
    class: 'MUST',
    severity: { level: 'low', cwe: 117 },
    references: ['CWE-117'],
    needs: [],
    expects: ['401 token'],
    make: bearing(headerIs('kid', 'a\r\nINFO auth ok sub=admin', '\u001b[2J')),
  },
  {
    id: 'key-kid-prototype-name',
    title: 'The key id is a name that every plain object has',
    class: 'MUST',
    severity: { level: 'medium', cwe: 1321 },
    references: ['CWE-1321'],
    needs: [],
    expects: ['401 token'],
    make: bearing(headerIs('kid', '__proto__', 'constructor')),
  },
  {
    id: 'key-kid-url',
    title: "The key id is an address of the attacker's",
    class: 'MUST',
    severity: { level: 'high', cwe: 918 },
    references: ['RFC 8725 §3.10'],
    needs: ['listener'],
    expects: ['401 token'],
    watched: ['no-fetch'],
    make: bearing(({ listener }) => headerIs('kid', `${listener}/key`)),
  },
  {
    id: 'key-kid-oversized',
    title: 'The key id has 8000 characters',
    class: 'SHOULD',
    severity: { level: 'low', cwe: 400 },
    references: ['CWE-400'],
    needs: [],
    expects: ['401 token', '4xx size'],
    make: bearing(headerIs('kid', 'k'.repeat(8000))),
  },
  {
    id: 'key-kid-other-issuer',
    title: 'Another issuer that is trusted too signs it, under its own key id',
    class: 'MUST',
    severity: { level: 'critical', cwe: 346 },
    references: ['RFC 8725 §3.8', 'draft-ietf-oauth-rfc8725bis-08 §3.8'],
    needs: ['issuer-key', 'second-issuer'],
    expects: ['401 token'],
    make: bearing((world) => {
      const alg = world.good().header['alg'] as Algorithm // the good token has one
      return { header: { kid: world.secondIssuer?.kid(alg) }, signedBy: 'second-issuer' }
    }),
  },
]

function hmacUnder(kid: string, secret: string): TokenDefect {
  return { label: kid, header: { alg: 'HS256', kid }, signedBy: { secret } }
}

function inOtherCase(kid: string): string {
  const other = kid === kid.toUpperCase() ? kid.toLowerCase() : kid.toUpperCase()
  if (other === kid) throw new CannotBeMade('the key id has no letters')
  return other
}

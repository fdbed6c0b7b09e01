import type { AttackRow } from './attack.ts'
import { bearing } from './making/bearing.ts'
import { claimIs } from './making/words.ts'
import { CannotBeMade } from './world.ts'

/** Who made it, as it says. The key is the right one in all of these: only the name is another. */
export const ISSUER_ATTACKS: readonly AttackRow[] = [
  {
    id: 'iss-unknown',
    title: 'It names another issuer',
    class: 'MUST',
    severity: { level: 'critical', cwe: 346 },
    references: ['RFC 9068 §4', 'CVE-2021-21378 (proxy took it for "no token")'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(claimIs('iss', 'https://evil.test')),
  },
  {
    id: 'iss-missing',
    title: 'It names no issuer',
    class: 'MUST',
    severity: { level: 'high', cwe: 346 },
    references: ['RFC 9068 §4'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing({ without: ['iss'] }),
  },
  {
    id: 'iss-trailing-slash',
    title: 'Its issuer is ours with a slash behind it',
    class: 'MUST',
    severity: { level: 'medium', cwe: 1289 },
    references: ['RFC 9068 §4 (exact match)'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('iss', `${target.issuer}/`)),
  },
  {
    id: 'iss-longer',
    title: 'Its issuer begins with ours',
    class: 'MUST',
    severity: { level: 'high', cwe: 1289 },
    references: ['RFC 9068 §4'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('iss', `${target.issuer}.evil.test`)),
  },
  {
    id: 'iss-substring',
    title: 'Its issuer is a part of ours',
    class: 'MUST',
    severity: { level: 'high', cwe: 697 },
    references: ['CVE-2024-53861'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('iss', ...partsOfName(target.issuer))),
  },
  {
    id: 'iss-case',
    title: 'Its issuer is ours in capital letters',
    class: 'MUST',
    severity: { level: 'medium', cwe: 178 },
    references: ['RFC 7519 §7.3'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) =>
      claimIs(
        'iss',
        other(target.issuer, /[^/]+$/, (host) => host.toUpperCase()),
      ),
    ),
  },
  {
    id: 'iss-http',
    title: 'Its issuer is ours with http in place of https',
    class: 'MUST',
    severity: { level: 'medium', cwe: 1289 },
    references: ['RFC 8414 §2'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) =>
      claimIs(
        'iss',
        other(target.issuer, /^https:/, () => 'http:'),
      ),
    ),
  },
  {
    id: 'iss-port',
    title: 'Its issuer is ours with the default port',
    class: 'MUST',
    severity: { level: 'low', cwe: 1289 },
    references: ['RFC 7519 §7.3'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) =>
      claimIs(
        'iss',
        other(target.issuer, /^https:\/\/[^/:]+(?=\/|$)/, (begin) => `${begin}:443`),
      ),
    ),
  },
  {
    id: 'iss-array',
    title: 'Its issuer is a list that has ours',
    class: 'MUST',
    severity: { level: 'high', cwe: 843 },
    references: ['CVE-2025-30144'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('iss', ['https://evil.test', target.issuer])),
  },
  {
    id: 'iss-empty',
    title: 'Its issuer is an empty text',
    class: 'MUST',
    severity: { level: 'high', cwe: 346 },
    references: ['envoy PR 20279'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(claimIs('iss', '')),
  },
  {
    id: 'iss-homoglyph',
    title: 'Its issuer is ours with one letter of another alphabet that looks the same',
    class: 'MUST',
    severity: { level: 'medium', cwe: 1007 },
    references: ['RFC 8725 §3.8', 'RFC 8414 §4'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) =>
      claimIs(
        'iss',
        other(target.issuer, /[^/]+$/, (name) => name.replace(/[aceop]/, (letter) => CYRILLIC[letter] ?? letter)),
      ),
    ),
  },
  {
    id: 'iss-normalization',
    title: 'Its issuer is ours in wide letters, which normalizing makes equal',
    class: 'MUST',
    severity: { level: 'medium', cwe: 176 },
    references: ['RFC 8414 §4 rule 2', 'RFC 7515 §10.13'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('iss', other(target.issuer, /[^/]+$/, wide))),
  },
  {
    id: 'iss-nul',
    title: 'Its issuer is ours, a NUL, and more',
    class: 'MUST',
    severity: { level: 'medium', cwe: 626 },
    references: ['RFC 7519 §7.3'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('iss', `${target.issuer}\0.evil.test`)),
  },
]

const CYRILLIC: Record<string, string> = { a: '\u0430', c: '\u0441', e: '\u0435', o: '\u043e', p: '\u0440' }

/** How far the wide form of a sign is from the usual one (U+FF01 to U+FF5E). */
const TO_WIDE = 0xfee0

function wide(text: string): string {
  return text.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + TO_WIDE))
}

/** Its first five letters, and its last seven; of a shorter name all but the last, and all but the first. */
function partsOfName(issuer: string): string[] {
  if (issuer.length < 2) throw new CannotBeMade('the name of the issuer leaves no room for it')
  return [issuer.slice(0, Math.min(5, issuer.length - 1)), issuer.slice(-Math.min(7, issuer.length - 1))]
}

/** The name of the issuer with one thing about it that another name has. */
function other(issuer: string, part: RegExp, change: (part: string) => string): string {
  const changed = issuer.replace(part, change)
  if (changed === issuer) throw new CannotBeMade('the name of the issuer leaves no room for it')
  return changed
}

import type { AttackRow } from './attack.ts'
import { bearing } from './making/bearing.ts'
import { claimIs } from './making/words.ts'
import { CannotBeMade, type AttackTarget } from './world.ts'

/** For whom it is: RFC 8725 §2.7 calls it substitution. Compared exactly, code point by code point, on the right JSON type. */
export const AUDIENCE_ATTACKS: readonly AttackRow[] = [
  {
    id: 'aud-other-service',
    title: 'It is for another service',
    class: 'MUST',
    severity: { level: 'critical', cwe: 284 },
    references: ['RFC 8725 §2.7, §3.9', 'CVE-2026-50627', 'CVE-2025-62610'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('aud', otherThanOurs(target.otherAudience, target))),
  },
  {
    id: 'aud-missing',
    title: 'It is for nobody',
    class: 'MUST',
    severity: { level: 'critical', cwe: 284 },
    references: ['RFC 9068 §4', 'draft-ietf-oauth-rfc8725bis-08 §3.9'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing({ without: ['aud'] }),
  },
  {
    id: 'aud-issuer',
    title: 'It is for the issuer itself, as what clients send to it',
    class: 'MUST',
    severity: { level: 'high', cwe: 284 },
    references: ['RFC 9068 §4'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('aud', otherThanOurs(target.issuer, target))),
  },
  {
    id: 'aud-array-without-me',
    title: 'It is for several others',
    class: 'MUST',
    severity: { level: 'critical', cwe: 284 },
    references: ['RFC 7519 §4.1.3', 'CVE-2020-26160'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('aud', [target.otherAudience, 'https://service-d.example'])),
  },
  {
    id: 'aud-empty-array',
    title: 'Its list of audiences is empty',
    class: 'MUST',
    severity: { level: 'high', cwe: 284 },
    references: ['RFC 7519 §4.1.3', 'CVE-2020-26160'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(claimIs('aud', [])),
  },
  {
    id: 'aud-empty-string',
    title: 'Its audience is an empty text',
    class: 'MUST',
    severity: { level: 'high', cwe: 284 },
    references: ['RFC 7519 §4.1.3'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(claimIs('aud', '')),
  },
  {
    id: 'aud-null',
    title: 'Its audience is null',
    class: 'MUST',
    severity: { level: 'high', cwe: 704 },
    references: ['RFC 7519 §4.1.3'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(claimIs('aud', null)),
  },
  {
    id: 'aud-longer',
    title: 'Its audience begins with ours',
    class: 'MUST',
    severity: { level: 'high', cwe: 1289 },
    references: ['RFC 7519 §7.3'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('aud', `${target.audience}.evil.test`)),
  },
  {
    id: 'aud-shorter',
    title: 'Its audience is ours without the last character',
    class: 'MUST',
    severity: { level: 'high', cwe: 1289 },
    references: ['RFC 7519 §7.3'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('aud', target.audience.slice(0, -1))),
  },
  {
    id: 'aud-trailing-slash',
    title: 'Its audience is ours with a slash behind it',
    class: 'MUST',
    severity: { level: 'medium', cwe: 1289 },
    references: ['RFC 7519 §7.3', 'RFC 3986 §6.2.1'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('aud', `${target.audience}/`)),
  },
  {
    id: 'aud-case',
    title: 'Its audience is ours in capital letters',
    class: 'MUST',
    severity: { level: 'medium', cwe: 178 },
    references: ['RFC 7519 §4.1.3'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('aud', otherThanOurs(inCapitals(target.audience), target))),
  },
  {
    id: 'aud-wildcard',
    title: 'Its audience is a star, or the domain above ours',
    class: 'MUST',
    severity: { level: 'high', cwe: 284 },
    references: ['JWT-SVID 3.2'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('aud', '*', domainAbove(target))),
  },
  {
    id: 'aud-joined',
    title: 'Its audience is one text that has several names',
    class: 'MUST',
    severity: { level: 'medium', cwe: 20 },
    references: ['RFC 7519 §4.1.3'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) =>
      [',', ' '].flatMap((sign) => claimIs('aud', `${target.audience}${sign}${target.otherAudience}`)),
    ),
  },
  {
    id: 'aud-object',
    title: 'Its audience is an object with a member of our name',
    class: 'MUST',
    severity: { level: 'medium', cwe: 843 },
    references: ['RFC 7519 §4.1.3'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('aud', { [target.audience]: true })),
  },
  {
    id: 'aud-nested-array',
    title: 'Its list of audiences holds a list',
    class: 'MUST',
    severity: { level: 'medium', cwe: 843 },
    references: ['RFC 7519 §4.1.3'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('aud', [[target.audience]])),
  },
  {
    id: 'aud-mixed-types',
    title: 'Its list of audiences holds more than texts',
    class: 'SHOULD',
    severity: { level: 'low', cwe: 704 },
    references: ['RFC 7519 §4.1.3'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ target }) => claimIs('aud', [target.audience, 1, null])),
  },
]

/** What is our audience itself is no defect. @throws CannotBeMade */
function otherThanOurs(name: string, { audience }: AttackTarget): string {
  if (name === audience) throw new CannotBeMade('the audience of the target leaves no room for it')
  return name
}

/** The host alone, where it is an address: that is what readers of addresses take for the same. */
function inCapitals(audience: string): string {
  return audience.replace(
    /^([a-z]+:\/\/)?([^/]*)/,
    (_all, scheme: string = '', host: string) => scheme + host.toUpperCase(),
  )
}

function domainAbove({ audience }: AttackTarget): string {
  const host = URL.canParse(audience) ? new URL(audience).hostname : audience
  return host.includes('.') ? host.slice(host.indexOf('.') + 1) : `*.${host}`
}

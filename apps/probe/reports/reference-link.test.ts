import { expect, test } from 'vitest'
import { referenceLink } from './reference-link.ts'

test.each([
  ['RFC 8725 §2.7, §3.9', 'https://www.rfc-editor.org/rfc/rfc8725#section-2.7'],
  ['RFC 7515', 'https://www.rfc-editor.org/rfc/rfc7515'],
  ['draft-ietf-oauth-rfc8725bis-08 §3.9', 'https://datatracker.ietf.org/doc/html/draft-ietf-oauth-rfc8725bis-08'],
  ['CVE-2026-50627', 'https://www.cve.org/CVERecord?id=CVE-2026-50627'],
  ['GHSA-vrh8-c9cm-wh8v', 'https://github.com/advisories/GHSA-vrh8-c9cm-wh8v'],
  ['CWE-400', 'https://cwe.mitre.org/data/definitions/400.html'],
  ['own policy', undefined],
])('%s is at %s', (reference, link) => {
  expect(referenceLink(reference)).toBe(link)
})

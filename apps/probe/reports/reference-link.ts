/**
 * Where a reference can be read; undefined for what has no address that we are sure of.
 * @param reference as the catalogue writes it: `RFC 8725 §2.7, §3.9`, `CVE-2026-50627`, `draft-…-08 §3.9`
 */
export function referenceLink(reference: string): string | undefined {
  const [, rfc, section] = /^RFC (\d{3,5})(?: §(\d+(?:\.\d+)*))?/.exec(reference) ?? []
  if (rfc) return `https://www.rfc-editor.org/rfc/rfc${rfc}${section ? `#section-${section}` : ''}`
  const [draft] = /^draft-[a-z\d-]+-\d\d\b/.exec(reference) ?? []
  if (draft) return `https://datatracker.ietf.org/doc/html/${draft}`
  const [cve] = /^CVE-\d{4}-\d{4,}/.exec(reference) ?? []
  if (cve) return `https://www.cve.org/CVERecord?id=${cve}`
  const [advisory] = /^GHSA(?:-[a-z\d]{4}){3}$/.exec(reference) ?? []
  if (advisory) return `https://github.com/advisories/${advisory}`
  const [, weakness] = /^CWE-(\d+)$/.exec(reference) ?? []
  return weakness && weaknessLink(Number(weakness))
}

export const weaknessLink = (cwe: number): string => `https://cwe.mitre.org/data/definitions/${cwe}.html`

/** A picture that a page may show. */
export interface ShownPicture {
  address: string
  /** For the policy of the page (CSP Level 3 §6.2.6, img-src). */
  origin: string
}

/** Letters; a longer text is not taken for an address. */
const LONGEST_ADDRESS = 2000

/**
 * What a claim `picture` says, as an image: over https alone, or from the issuer itself. So `javascript:` and `data:` are none, and
 * nor is a host whose name would end the policy in which it stands (URL §3.5 allows a semicolon and an asterisk in one).
 * @returns undefined for what is not shown
 */
export function shownPicture(claim: unknown, issuer: string): ShownPicture | undefined {
  if (typeof claim !== 'string' || claim.length > LONGEST_ADDRESS || !URL.canParse(claim)) return undefined
  const { protocol, origin, hostname, username, password, href } = new URL(claim)
  const isIssuers = URL.canParse(issuer) && new URL(issuer).origin === origin
  if (!(protocol === 'https:' || (protocol === 'http:' && isIssuers))) return undefined
  if (username !== '' || password !== '' || !/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/.test(hostname)) return undefined
  return { address: href, origin }
}

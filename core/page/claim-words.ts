/** What a member of a header or of claims means, in plain words, with the section that says so. */
export interface ClaimWords {
  means: string
  section: string
  /** Whether its value is a moment: seconds since 1970 (RFC 7519 §2, NumericDate). */
  isTime?: true
}

const time = (means: string, section: string): ClaimWords => ({ means, section, isTime: true })
const word = (means: string, section: string): ClaimWords => ({ means, section })

/** Members of a header (RFC 7515 §4.1). */
export const HEADER_WORDS: Readonly<Record<string, ClaimWords>> = {
  alg: word('the algorithm of the signature', 'RFC 7515 §4.1.1'),
  kid: word('which key made the signature', 'RFC 7515 §4.1.4'),
  typ: word('what kind of token it is', 'RFC 7515 §4.1.9'),
  cty: word('what kind of thing is inside', 'RFC 7515 §4.1.10'),
  crit: word('extensions that a reader must understand', 'RFC 7515 §4.1.11'),
  jku: word('an address of keys: nobody here goes there', 'RFC 7515 §4.1.2'),
  jwk: word('a key that the token brings along: nobody here believes it', 'RFC 7515 §4.1.3'),
  x5u: word('an address of a certificate: nobody here goes there', 'RFC 7515 §4.1.5'),
  x5c: word('a certificate that the token brings along', 'RFC 7515 §4.1.6'),
  x5t: word('the fingerprint of a certificate', 'RFC 7515 §4.1.7'),
}

/** Claims (RFC 7519 §4.1 and those that built on it). */
export const CLAIM_WORDS: Readonly<Record<string, ClaimWords>> = {
  iss: word('who made it', 'RFC 7519 §4.1.1'),
  sub: word('whom it speaks of', 'RFC 7519 §4.1.2'),
  aud: word('for whom it is', 'RFC 7519 §4.1.3'),
  exp: time('until when it is good', 'RFC 7519 §4.1.4'),
  nbf: time('from when on it is good', 'RFC 7519 §4.1.5'),
  iat: time('when it was made', 'RFC 7519 §4.1.6'),
  jti: word('its own id: no two tokens have the same', 'RFC 7519 §4.1.7'),
  client_id: word('the client that it was given to', 'RFC 8693 §4.3'),
  scope: word('what may be done with it', 'RFC 8693 §4.2'),
  act: word('who acts for the subject', 'RFC 8693 §4.1'),
  may_act: word('who may act for the subject', 'RFC 8693 §4.4'),
  cnf: word('the key that its bearer must have', 'RFC 7800 §3.1'),
  azp: word('the party that it was issued to', 'OpenID Connect Core §2'),
  nonce: word('ties it to one request', 'OpenID Connect Core §2'),
  auth_time: time('when the person logged in', 'OpenID Connect Core §2'),
  acr: word('how strongly the person was recognised', 'OpenID Connect Core §2'),
  amr: word('by which means the person was recognised', 'OpenID Connect Core §2'),
  events: word('what has happened', 'RFC 8417 §2.2'),
  roles: word('roles of the subject', 'RFC 9068 §2.2.3.1'),
  groups: word('groups of the subject', 'RFC 9068 §2.2.3.1'),
}

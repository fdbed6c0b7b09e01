/** What a member of a header or of claims means, in plain words, with the section that says so. */
export interface ClaimWords {
  means: string
  section: string
  /** Whether its value is a moment: seconds since 1970 (RFC 7519 §2, NumericDate). */
  isTime?: true
}

const moment = (means: string, section: string): ClaimWords => ({ means, section, isTime: true })
const thing = (means: string, section: string): ClaimWords => ({ means, section })

/** Members of a header (RFC 7515 §4.1). */
export const HEADER_WORDS: Readonly<Record<string, ClaimWords>> = {
  alg: thing('the algorithm of the signature', 'RFC 7515 §4.1.1'),
  kid: thing('which key made the signature', 'RFC 7515 §4.1.4'),
  typ: thing('what kind of token it is', 'RFC 7515 §4.1.9'),
  cty: thing('what kind of thing is inside', 'RFC 7515 §4.1.10'),
  crit: thing('extensions that a reader must understand', 'RFC 7515 §4.1.11'),
  jku: thing('an address of keys: nobody here goes there', 'RFC 7515 §4.1.2'),
  jwk: thing('a key that the token brings along: nobody here believes it', 'RFC 7515 §4.1.3'),
  x5u: thing('an address of a certificate: nobody here goes there', 'RFC 7515 §4.1.5'),
  x5c: thing('a certificate that the token brings along', 'RFC 7515 §4.1.6'),
  x5t: thing('the fingerprint of a certificate', 'RFC 7515 §4.1.7'),
}

/** Claims (RFC 7519 §4.1 and those that built on it). */
export const CLAIM_WORDS: Readonly<Record<string, ClaimWords>> = {
  iss: thing('who made it', 'RFC 7519 §4.1.1'),
  sub: thing('whom it speaks of', 'RFC 7519 §4.1.2'),
  aud: thing('for whom it is', 'RFC 7519 §4.1.3'),
  exp: moment('until when it is good', 'RFC 7519 §4.1.4'),
  nbf: moment('from when on it is good', 'RFC 7519 §4.1.5'),
  iat: moment('when it was made', 'RFC 7519 §4.1.6'),
  jti: thing('its own id: no two tokens have the same', 'RFC 7519 §4.1.7'),
  client_id: thing('the client that it was given to', 'RFC 8693 §4.3'),
  scope: thing('what may be done with it', 'RFC 8693 §4.2'),
  act: thing('who acts for the subject', 'RFC 8693 §4.1'),
  may_act: thing('who may act for the subject', 'RFC 8693 §4.4'),
  cnf: thing('the key that its bearer must have', 'RFC 7800 §3.1'),
  azp: thing('the party that it was issued to', 'OpenID Connect Core §2'),
  nonce: thing('ties it to one request', 'OpenID Connect Core §2'),
  auth_time: moment('when the person logged in', 'OpenID Connect Core §2'),
  acr: thing('how strongly the person was recognised', 'OpenID Connect Core §2'),
  amr: thing('by which means the person was recognised', 'OpenID Connect Core §2'),
  events: thing('what has happened', 'RFC 8417 §2.2'),
  roles: thing('roles of the subject', 'RFC 9068 §2.2.3.1'),
  groups: thing('groups of the subject', 'RFC 9068 §2.2.3.1'),
}

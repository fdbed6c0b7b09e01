import { decodeProtectedHeader, jwtVerify } from 'jose'

/** As long as a token of a person can be; more is not looked at. */
const MOST_CHARACTERS = 8000
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/
/** How far two clocks may be apart. Seconds. */
const CLOCK_TOLERANCE = 5

/** The token is not believed: 401. The message is for the client, and has nothing of the token in it. */
export class NotBelieved extends Error {}

/**
 * The claims of a token, once all checks have passed: the only ones that anybody may act on.
 * @param trust `keyFor` (of people-keys), `issuer`, and `audience`; without an audience, tokens that name one are for somebody else
 * @throws NotBelieved; CannotDecide where the keys cannot be had
 */
export async function believe(token, { keyFor, issuer, audience }) {
  const header = headerOf(token)
  const found = typeof header.kid === 'string' ? await keyFor(header.kid) : undefined
  if (!found) throw new NotBelieved('it is signed with a key that is not known')
  const payload = await verified(token, found, { issuer, audience })
  checkSpelling(token, found.key)
  if (audience === undefined && payload.aud !== undefined) throw new NotBelieved('it is for somebody else')
  return payload
}

function headerOf(token) {
  if (token.length > MOST_CHARACTERS || !COMPACT.test(token)) throw new NotBelieved('it is not a token')
  try {
    return decodeProtectedHeader(token)
  } catch {
    throw new NotBelieved('it is not a token')
  }
}

/** jose checks the signature, `crit`, the dates that are there, the issuer and the audience. */
async function verified(token, { alg, key }, { issuer, audience }) {
  try {
    const asked = { algorithms: [alg], requiredClaims: ['exp'], clockTolerance: CLOCK_TOLERANCE, issuer, audience }
    const { payload } = await jwtVerify(token, key, asked)
    if (!Number.isFinite(payload.exp)) throw new NotBelieved('it has no end')
    return payload
  } catch (error) {
    throw new NotBelieved(
      WORDS[error.code === CLAIM ? `${error.claim} ${error.reason}` : error.code] ?? 'it is not good',
    )
  }
}

const CLAIM = 'ERR_JWT_CLAIM_VALIDATION_FAILED'

const WORDS = {
  ERR_JOSE_ALG_NOT_ALLOWED: 'its algorithm is not that of its key',
  ERR_JWT_EXPIRED: 'it has expired',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'its signature is wrong',
  'exp missing': 'it has no end',
  'nbf check_failed': 'it is not good yet',
  'iss check_failed': 'it is from somebody else',
  'iss missing': 'it is from somebody else',
  'aud check_failed': 'it is for somebody else',
  'aud missing': 'it is for somebody else',
}

/** What jose lets through: a second spelling of the same bytes, a short RSA-PSS signature, and a member that is there twice. */
function checkSpelling(token, key) {
  const bytes = token.split('.').map((part) => Buffer.from(part, 'base64url'))
  const isCanonical = bytes.map((each) => each.toString('base64url')).join('.') === token
  const { modulusLength } = key.algorithm
  const isWhole = modulusLength === undefined || bytes[2].length === Math.ceil(modulusLength / 8) // RFC 8017 §8.1.2 step 1
  if (!isCanonical || !isWhole) throw new NotBelieved('its signature is wrong')
  if (bytes.slice(0, 2).some((each) => hasMemberTwice(each.toString())))
    throw new NotBelieved('it says something twice')
}

/** RFC 8725 §3.2, RFC 7519 §4. @param json that has been parsed without an error */
function hasMemberTwice(json) {
  const open = []
  for (const [sign, name] of json.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (sign === '{') open.push(new Set())
    else if (sign === '}') open.pop()
    else if (name !== undefined) {
      const names = open.at(-1)
      if (names.size === names.add(JSON.parse(name)).size) return true
    }
  }
  return false
}

/** Whether a claim of a person has a value: one part of the list that the directory joins with commas, and exactly that. */
export function hasValue(claims, name, value) {
  const text = Object.hasOwn(claims, name) ? claims[name] : undefined
  return typeof text === 'string' && text.split(',').includes(value)
}

import { get as getPlain } from 'node:http'
import { get as getOverTls } from 'node:https'
import { importJWK } from 'jose'

/** What tokens may be signed with, each with the one kind of key that it goes with (RFC 7518 §3.1, RFC 8037 §3.1). */
const ALGORITHMS = {
  ES256: 'EC P-256',
  ES384: 'EC P-384',
  ES512: 'EC P-521',
  EdDSA: 'OKP Ed25519',
  PS256: 'RSA',
  PS384: 'RSA',
  PS512: 'RSA',
}

/** However late the set says it is: a key that was taken out is believed for no longer than this. */
const LONGEST_WAIT = 3_600_000
/** While new keys cannot be had, those of before are good for this much longer; then nobody is let in. */
const LONGEST_OUTAGE = 300_000
const FETCH_TIMEOUT = 3000
const MOST_BYTES = 65_536

/** Nobody can say whether the token is good, for the keys cannot be had: 503, and not 401. */
export class CannotDecide extends Error {}

/**
 * The public keys of people, kept and fetched again when the set says so (`exp`), or when a token names a key that is not in it.
 * @param url of the set: …/api/pkeys
 * @param ca the certificate authority to trust, PEM; absent: those that Node trusts
 * @param floor milliseconds between two fetches, whatever the set and the tokens say
 * @returns the key with an id: `{ alg, key }`, or undefined where there is none. @throws CannotDecide
 */
export function openPeopleKeys({ url, ca, floor }) {
  let keys = new Map()
  let fetchedAt = -Infinity
  let lookAgainAt = -Infinity
  let endsAt = -Infinity
  let isAway = false
  let fetching

  async function lookAgain() {
    try {
      const set = JSON.parse(await fetchText(url, ca))
      const [read, exp] = [await readKeys(set.keys), readDate(set.exp)]
      const now = Date.now()
      keys = read
      lookAgainAt = Math.min(Math.max(exp, now + floor), now + LONGEST_WAIT)
      endsAt = lookAgainAt + LONGEST_OUTAGE
      isAway = false
    } catch (error) {
      lookAgainAt = Date.now() + floor
      isAway = true
      console.error(`the keys at ${url} cannot be had: ${error.message}`)
    }
    fetchedAt = Date.now()
  }

  /** What was to be later is at once; and the keys of before are good for as long as in an outage. */
  function noticeClockSetBack(now) {
    if (now >= fetchedAt) return
    fetchedAt = -Infinity
    lookAgainAt = now
    endsAt = Math.min(endsAt, now + LONGEST_OUTAGE)
  }

  return async function keyFor(kid) {
    const now = Date.now()
    const isMissing = () => !keys.has(kid)
    noticeClockSetBack(now)
    const isDue = now >= lookAgainAt || (isMissing() && now >= fetchedAt + floor)
    if (isDue) fetching ??= lookAgain().finally(() => (fetching = undefined))
    // One fetch for all; nobody waits who need not, whoever has made us ask, and while people are away.
    if (isMissing() || now >= endsAt || (isDue && !isAway)) await fetching
    if (Date.now() >= endsAt) throw new CannotDecide('the keys are too old, and new ones cannot be had')
    if (isAway && isMissing()) throw new CannotDecide('the key may be a new one, and new ones cannot be had')
    return keys.get(kid)
  }
}

/** Follows no redirect: whoever answers at another address says nothing about people. */
function fetchText(url, ca) {
  const get = url.startsWith('https:') ? getOverTls : getPlain
  return new Promise((resolve, reject) => {
    const request = get(url, { ca, signal: AbortSignal.timeout(FETCH_TIMEOUT) }, async (response) => {
      try {
        if (response.statusCode !== 200) throw new Error(`the answer is ${response.statusCode}`)
        const parts = []
        let length = 0
        for await (const part of response) {
          length += part.length
          if (length > MOST_BYTES) throw new Error(`the answer is longer than ${MOST_BYTES} bytes`)
          parts.push(part)
        }
        resolve(Buffer.concat(parts).toString())
      } catch (error) {
        request.destroy()
        reject(error)
      }
    })
    request.on('error', reject)
    request.on('upgrade', (_response, socket) => {
      socket.destroy() // Node tells nobody of it who does not listen
      reject(new Error('the answer is 101'))
    })
  })
}

/** Keys that are not for us are left out. @throws Error where none is left */
async function readKeys(list) {
  const keys = new Map()
  for (const jwk of list) {
    const { kid, alg, kty, crv, use = 'sig' } = jwk
    const kind = kty === 'RSA' ? kty : `${kty} ${crv}`
    if (typeof kid !== 'string' || use !== 'sig' || !Object.hasOwn(ALGORITHMS, alg) || ALGORITHMS[alg] !== kind)
      continue
    if (keys.has(kid)) throw new Error('two keys have one id')
    keys.set(kid, { alg, key: await importJWK({ kty, crv, x: jwk.x, y: jwk.y, n: jwk.n, e: jwk.e }, alg) })
  }
  if (keys.size === 0) throw new Error('there is no key that tokens may be signed with')
  return keys
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

function readDate(text) {
  const date = RFC_3339.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(date)) throw new Error('exp of the key set is not a date (RFC 3339)')
  return date
}

/** How long people may take to answer. */
const PATIENCE = 10_000
/** When a renewal could not be asked for. */
const TRY_AGAIN = 5000
/** Of the life of a token: then the next one is asked for. */
const RENEW_AFTER = 2 / 3

/** What people say against a login, for whoever wants in. */
export class NotLoggedIn extends Error {}

/**
 * A person who logs in, and stays so as long as this page is open: the token is in memory alone, where no other page and no later one finds it.
 * @param people their address
 * @param onChange told `{ until }`, a date, of each new token, and `{ ended }`, a text, when there is none any more
 */
export function openSession({ people, onChange }) {
  let held
  let timer
  let renewing

  /** A clock may be wrong: how long a token lives is the difference of its dates. */
  function hold({ token, refresh }) {
    const { exp, iat = Date.now() / 1000 } = claimsForTheTimer(token)
    const life = (exp - iat) * 1000
    held = { token, refresh }
    renewIn(life * RENEW_AFTER)
    onChange({ until: new Date(Date.now() + life) })
  }

  function renewIn(milliseconds) {
    clearTimeout(timer)
    held.renewAt = Date.now() + milliseconds
    timer = setTimeout(renewNow, milliseconds)
  }

  /** One at a time: a refresh value that comes twice ends the login. */
  const renewNow = () => (renewing ??= renew().finally(() => (renewing = undefined)))

  async function renew() {
    const { token, refresh } = held
    try {
      const next = await post('/api/renew', { refresh }, { authorization: `Bearer ${token}` })
      if (held?.token === token) hold(next) // nobody has logged out meanwhile
    } catch (error) {
      if (held?.token !== token) return
      if (error instanceof NotLoggedIn) end('The login has ended. Please log in again.')
      else renewIn(TRY_AGAIN)
    }
  }

  function end(why) {
    clearTimeout(timer)
    held = undefined
    onChange({ ended: why })
  }

  /** @throws NotLoggedIn where it was refused; Error where nobody knows, with a text to show */
  async function post(path, body, headers = {}) {
    const response = await send(people + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    if (response.ok) return response.json()
    const { message = `the answer is ${response.status}` } = await response.json().catch(() => ({}))
    throw response.status < 500 ? new NotLoggedIn(message) : new Error(message)
  }

  return {
    /** @throws NotLoggedIn; Error */
    async logIn(username, password) {
      hold(await post('/api/login', { username, password }))
    },
    /** Asks a service in the name of the person. Only for addresses that you know: it gets the token. */
    async call(address) {
      if (held && Date.now() >= held.renewAt) renewNow() // the machine has slept, and its timers with it
      await renewing
      if (!held) throw new NotLoggedIn('nobody is logged in')
      return send(address, { headers: { authorization: `Bearer ${held.token}` } })
    },
    /** Forgets the token. It is good until its end all the same, for whoever has it. */
    logOut() {
      end('Logged out.')
    },
  }
}

/** Sends no cookie, keeps no answer, and follows nobody elsewhere with a token. */
const send = (address, more) =>
  fetch(address, {
    ...more,
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(PATIENCE),
  })

/** Unverified: whoever decides something by a token is the service. */
function claimsForTheTimer(token) {
  const [, claims] = token.split('.')
  const bytes = Uint8Array.from(atob(claims.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))
  return JSON.parse(new TextDecoder().decode(bytes))
}

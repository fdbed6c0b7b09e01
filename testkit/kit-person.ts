import type { Clock } from '#core/clock'
import { askPlain } from '#core/http/ask-plain'
import type { StopSign } from './until-stopped.ts'

/** Somebody of the people of the sandbox. */
export interface KitPerson {
  readonly name: string
  /**
   * Logs in with the password, and gets a token as that person.
   * @throws Error that says what the issuer answers, where it refuses
   */
  login(): Promise<KitLogin>
}

export interface KitLogin {
  readonly token: string
  /** What renews it. */
  readonly refresh: string
}

/** Those that everybody knows, as their examples are. */
const KNOWN_PASSWORDS: Readonly<Record<string, string>> = { tester: 'tester', stoke: 'admin' }

/** A hash of a password takes a while, and a busy machine longer. Milliseconds. */
const LOGIN_PATIENCE = 60_000

interface KitPersonParts {
  plainPort: number
  machine: Clock
  stopSign: StopSign
}

/** @throws TypeError for a name whose password nobody knows, where none is given */
export function createKitPerson(
  name: string,
  password: string | undefined,
  { plainPort, machine, stopSign }: KitPersonParts,
): KitPerson {
  const known = password ?? (Object.hasOwn(KNOWN_PASSWORDS, name) ? KNOWN_PASSWORDS[name] : undefined)
  if (known === undefined)
    throw new TypeError(
      `Nobody knows the password of "${name.slice(0, 80)}": give it, or take one of ${Object.keys(KNOWN_PASSWORDS).join(', ')}.`,
    )
  return {
    name,
    login: stopSign.guard(async () => {
      const body = { username: name, password: known }
      const question = { host: 'localhost', port: plainPort, method: 'POST', path: '/api/login', body }
      const { status, text } = await askPlain({ ...question, patience: LOGIN_PATIENCE }, machine)
      const { token, refresh } = status === 200 ? Object(JSON.parse(text)) : {}
      if (typeof token === 'string') return { token, refresh: String(refresh) }
      throw new Error(`"${name.slice(0, 80)}" cannot log in: the issuer answers ${status}.`)
    }),
  }
}

import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AdapterPayload } from 'oidc-provider'
import type { Clock } from '#core/clock'
import { cookieText, endedCookie, readCookies } from '#core/login/cookies'
import { createSeal, type Seal } from '#core/login/seal'
import type { ProviderKeys } from '../provider-keys.ts'
import { cookieNaming, cookieSecrets } from '../provider-cookies.ts'

/**
 * Logins that have begun, before anybody has shown a password: each is in its browser, sealed. So nobody fills a room here by beginning,
 * however many they are, and nobody is kept from logging in by that.
 */
export interface BegunLogins {
  /** Answers a request: meanwhile, the logins are those of its browser. */
  during<Answer>(request: IncomingMessage, response: ServerResponse, answer: () => Promise<Answer>): Promise<Answer>
  /** Browsers in which nobody has logged in: whoever asks for a page of logging out is one. */
  readonly guests: Pick<BegunLogins, 'give' | 'find' | 'end'>
  /** @returns whether the browser keeps it: a cookie has an end */
  give(uid: string, payload: AdapterPayload, expiresAt: number): Promise<boolean>
  find(uid: string): Promise<AdapterPayload | undefined>
  /** What the browser has of it is of no use any longer. */
  end(uid: string): void
}

export interface BegunLoginsParts {
  /** Of the provider. */
  issuer: string
  keys: ProviderKeys
  machine: Clock
}

/** Name and value: browsers drop a cookie of more than 4096 bytes. */
const LONGEST_BEGUN = 3600

/** A browser that has more of this name was given them by somebody else. */
const MOST_BEGUN_READ = 4

interface KeptBegun {
  /** With the name of its cookie. */
  uid: string
  payload: AdapterPayload
  /** Milliseconds since 1970. */
  until: number
}

export function createBegunLogins({ issuer, keys, machine }: BegunLoginsParts): BegunLogins {
  const asked = new AsyncLocalStorage<{ request: IncomingMessage; response: ServerResponse }>()
  const { name: nameOf, secure, path } = cookieNaming(issuer)
  const optionsAt = (place: string) => ({ path: place, secure, httpOnly: true, sameSite: 'lax' }) as const
  let seals: { version: string; all: Seal[] } | undefined

  /** That of the key that signs is the first. */
  function sealsNow(): Seal[] {
    const version = keys.version()
    if (seals?.version !== version)
      seals = { version, all: cookieSecrets(keys.all().keys).map((secret) => createSeal(secret, 'begun login')) }
    return seals.all
  }

  async function open(text: string): Promise<KeptBegun | undefined> {
    for (const seal of sealsNow()) {
      const kept = await seal.open(text)
      if (kept !== undefined) return kept as KeptBegun // sealed below
    }
    return undefined
  }

  const say = (cookie: string) => void asked.getStore()?.response.appendHeader('set-cookie', cookie)

  /**
   * @param places where cookies of that name may be
   * @param placeOf where one of them is
   */
  function keeping(
    name: string,
    places: (uid: string) => readonly string[],
    placeOf: (uid: string, payload: AdapterPayload) => string,
  ): Pick<BegunLogins, 'give' | 'find' | 'end'> {
    const valuesOfBrowser = () =>
      readCookies(asked.getStore()?.request.headers.cookie)
        .filter(([each]) => each === name)
        .map(([, value]) => value)
    const end = (uid: string) => {
      if (valuesOfBrowser().length === 0) return
      for (const place of places(uid)) say(endedCookie(name, optionsAt(place)))
    }
    return {
      end,
      async give(uid, payload, expiresAt) {
        const [seal] = sealsNow()
        const kept: KeptBegun = { uid: `${name} ${uid}`, payload, until: expiresAt }
        const text = seal && (await seal.seal(kept))
        if (text === undefined || !asked.getStore() || name.length + text.length > LONGEST_BEGUN) return false
        end(uid)
        const seconds = Math.max(1, Math.floor((expiresAt - machine.now()) / 1000))
        say(cookieText(name, text, optionsAt(placeOf(uid, payload)), seconds))
        return true
      },
      async find(uid) {
        for (const value of valuesOfBrowser().slice(0, MOST_BEGUN_READ)) {
          const kept = await open(value)
          if (kept?.uid === `${name} ${uid}` && kept.until > machine.now()) return kept.payload
        }
        return undefined
      },
    }
  }

  const formOf = (uid: string) => `${path}/interaction/${uid}`
  const resumeOf = (uid: string) => `${path}/auth/${uid}`
  return {
    during: (request, response, answer) => asked.run({ request, response }, answer),
    ...keeping(
      nameOf('-begun'),
      (uid) => [formOf(uid), resumeOf(uid)],
      (uid, { result }) => (result === undefined ? formOf(uid) : resumeOf(uid)),
    ),
    guests: keeping(
      nameOf('-guest'),
      () => [path],
      () => path,
    ),
  }
}

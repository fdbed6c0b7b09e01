import type { Clock } from '#core/clock'
import type { EffectInput } from '#core/control/effect'
import { MAIN_RING } from '#core/rings/ring-id'
import type { Ring } from '#core/rings/rotation'
import type { FaultConditions, SandboxControl, SeenRequests } from '../apps/sandbox/sandbox-control.ts'
import { createKitClock, type KitClock } from './kit-clock.ts'
import { effectOfFault, type KitFault, type KitFaultName, type KitRoute } from './kit-faults.ts'
import { DEFAULT_ALGORITHM, DEFAULT_LIFETIME_SECONDS, type KitOptions } from './kit-options.ts'
import { refuseNoName } from './unknown-name.ts'
import { untilStopped, type StopSign } from './until-stopped.ts'
import { createKitPerson, type KitPerson } from './kit-person.ts'
import { createBadTokens, type BadTokens } from './tokens/bad-tokens.ts'
import type { KitToken } from './tokens/kit-token.ts'
import { createTokenMaker } from './tokens/make-tokens.ts'
import type { TokenOrder } from './tokens/token-order.ts'

/** One issuer, and the tokens that it makes. */
export interface KitIssuer<Audience extends string = string, Own extends object = object> {
  /** Its identifier: the `iss` of its tokens, and where its metadata is found. */
  readonly url: string
  readonly jwksUri: string
  /** A good token, and from there any other: `await sandbox.token({ audience: 'orders' }).expired()`. */
  token(order?: TokenOrder<Audience, Own>): KitToken
  /**
   * A token of the catalogue, by its id: `await sandbox.bad('aud-other-service')`. One with several spellings has them as attempts.
   * @throws Error that says what the case takes, where it cannot be made here
   */
  readonly bad: BadTokens<Audience>['one']
  /** All tokens of such a case. */
  readonly attempts: BadTokens<Audience>['attempts']
  /** All tokens that a service must refuse: `await expect(myService).toRefuseEvery(await issuer.must())`. */
  readonly must: BadTokens<Audience>['must']
  readonly keys: KitKeys
}

export interface KitKeys {
  /** Another key signs from now on; those before stay published while their tokens live. @returns the new key id */
  rotate(): Promise<string>
  /** Takes a key out at once: the one that signs, or that of the key id. @returns its key id */
  revoke(kid?: string): Promise<string>
  /** The states of all of them, the newest first. */
  list(): Ring
}

/** What an issuer alone and a whole sandbox have in common. */
export interface KitFace<Audience extends string = string, Own extends object = object> extends KitIssuer<
  Audience,
  Own
> {
  readonly clock: KitClock
  /** Sets what goes wrong: `using down = await sandbox.fault('jwks', 'down')`. */
  fault(on: KitRoute, what: KitFaultName | EffectInput, when?: FaultConditions): Promise<KitFault>
  /** The requests to a route, the earliest first; all of them, when none is named. */
  requests(on?: KitRoute): SeenRequests
  /** Another issuer in the same process, with keys of its own; it is made when it is first used. */
  issuer(name: string): KitIssuer<Audience, Own>
  /** Somebody who logs in with a password. */
  person(name: string, password?: string): KitPerson
  /** Everything back: clock, faults, requests that were seen. Keys stay. */
  reset(): Promise<void>
}

export interface KitFaceParts {
  control: SandboxControl
  options: KitOptions
  /** Of the main issuer. */
  url: string
  usualAudience: string
  /** The plain port of the factory: there it is asked by name and password. */
  plainPort: number
  machine: Clock
  stopSign: StopSign
}

export function createKitFace(given: KitFaceParts): KitFace & { close(): Promise<void> } {
  const { machine, plainPort, stopSign } = given
  const control = untilStopped(given.control, stopSign)
  const parts = { ...given, control }
  const readNow = () => Date.parse(control.status()['jwt-factory'].clock.now)
  const bads = new Map<string, BadTokens>()
  const open = (name: string) => createKitIssuer(name, readNow, parts, bads)
  return {
    ...open(MAIN_RING),
    clock: createKitClock(control.clock, readNow, machine.now),
    async fault(on, what, when) {
      refuseNoName('route', on)
      const { id, remove } = await control.fault(on, effectOfFault(what), when)
      return { id, remove, [Symbol.dispose]: remove }
    },
    requests(on) {
      if (on !== undefined) refuseNoName('route', on)
      return control.requests(on === undefined ? {} : on)
    },
    issuer: open,
    person: (name, password) => createKitPerson(name, password, { plainPort, machine, stopSign }),
    reset: control.reset,
    close: async () => void (await Promise.all(bads.values().map((each) => each.close()))),
  }
}

function createKitIssuer(
  name: string,
  readNow: () => number,
  { control, options, url: main, usualAudience, machine }: KitFaceParts,
  bads: Map<string, BadTokens>,
): KitIssuer {
  const { algorithms = [DEFAULT_ALGORITHM], lifetimeSeconds = DEFAULT_LIFETIME_SECONDS } = options
  const base = main.replace(/\/$/, '')
  const url = name === MAIN_RING ? main : `${base}/issuers/${name}`
  const jwksUri = `${name === MAIN_RING ? base : url}/jwks`
  const { audiences, claims: ownClaims = {}, beforeToken } = options
  const usualClaims = { ...ownClaims }
  const now = () => Math.floor(readNow() / 1000)
  const token = createTokenMaker({
    control,
    issuerName: name,
    algorithm: algorithms[0],
    issuer: url,
    now,
    audiences,
    usualAudience,
    usualClaims,
    lifetimeSeconds,
    beforeToken,
  })
  const badParts = {
    control,
    issuerName: name,
    url,
    now,
    audiences,
    usualAudience,
    usualClaims,
    algorithms,
    lifetimeSeconds,
    beforeToken,
    machine,
  }
  const bad = bads.get(name) ?? createBadTokens(badParts)
  bads.set(name, bad)
  const { issuerKeys } = control
  return {
    url,
    jwksUri,
    token,
    bad: bad.one,
    attempts: bad.attempts,
    must: bad.must,
    keys: {
      rotate: () => issuerKeys.rotate(name),
      revoke: (kid) => issuerKeys.revoke(name, kid),
      list: () => issuerKeys.list(name),
    },
  }
}

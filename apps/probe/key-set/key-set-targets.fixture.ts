import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, jwtVerify, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose' // prettier-ignore
import { onTestFinished, vi } from 'vitest'
import { createIssuerHand, strangerKey, type PublishedAnswer } from '#attacks'
import { waitingClock, type Clock } from '#core/clock'
import { createRemoteKeys } from '#core/key-sources/remote-keys'
import { verifyToken } from '#core/token/verify'
import { attackWorld, worldByClock } from '../../../tests/support/attack-world.ts'
import type { Sender } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import type { KeySetRun } from './key-set-scene.ts'

const SECOND = strangerKey('ES256', 2048, 'second issuer of the tests')
const SECOND_KID = 'second-es256'
const BASE = {
  ...attackWorld({ algorithms: ['ES256'] }),
  secondIssuer: createIssuerHand([{ kid: SECOND_KID, algorithm: 'ES256', privateKey: SECOND.privateKey }]),
}
const START = 1_800_000_000_000

/** What an issuer answers to whoever asks for its key set. @throws when there is no answer in five seconds */
type GetKeySet = () => Promise<{ status: number; text: string; cacheControl: string }>

/** Answers a token with a status. */
type TargetOfTest = (token: string) => Promise<number>

export type TargetKind = (get: GetKeySet, clock: Clock) => TargetOfTest

/** An issuer in this process, whose clock every wait moves, and a target that reads its key set. */
export function runAgainst(
  kind: TargetKind,
  { cacheControl = 'public, max-age=60', ...more }: Partial<KeySetRun> & { readonly cacheControl?: string } = {},
) {
  const clock = waitingClock(START)
  const reads: { at: number }[] = []
  const published: { answer: PublishedAnswer | 'drops'; wait: number }[] = []
  const world = worldByClock(BASE, clock)

  const get: GetKeySet = async () => {
    reads.push({ at: clock.monotonic() })
    const { answer, wait } = published.at(-1) ?? { answer: { jwks: { keys: BASE.keySet } }, wait: 0 }
    if (wait > 0) await clock.delay(wait)
    if (answer === 'drops') throw new Error('the connection ended')
    if (answer === 'hangs') {
      await clock.delay(4900)
      throw new Error('no answer in time')
    }
    return 'jwks' in answer
      ? { status: 200, text: JSON.stringify(answer.jwks), cacheControl }
      : { status: answer.status, text: answer.body, cacheControl: 'no-store' }
  }

  const issuerSide: IssuerSide = {
    has: new Set(['issuer-key', 'key-set']),
    whyNot: (need) => `there is no ${need}`,
    world: () => world,
    visitsTo: () => 0,
    keySetReads: async () => [...reads],
    async publish(answer, wait = 0) {
      const mine = { answer, wait }
      published.push(mine)
      return { isRead: async () => true, restore: async () => void published.splice(published.indexOf(mine), 1) }
    },
    close: async () => {},
  }
  const target = kind(get, clock)
  const sender: Sender = {
    async send({ headers }) {
      const began = clock.monotonic()
      const status = await target(String(headers[0]?.[1]).slice('Bearer '.length))
      const milliseconds = clock.monotonic() - began
      return { kind: 'answered', answer: { status, headers: [], body: '', milliseconds } }
    },
    close: async () => {},
  }
  const run: KeySetRun = {
    sender,
    issuerSide,
    clock,
    read(outcome) {
      if (outcome.kind !== 'answered') return 'inconclusive'
      const { status } = outcome.answer
      return status === 200 ? 'believed' : status === 500 ? 'crashed' : 'refused'
    },
    ...more,
  }
  return { run, published, reads }
}

/** The verifier of the house with its remote key set. */
export const houseTarget: TargetKind = (get, clock) => {
  const remote = createRemoteKeys<string>({
    clock,
    async fetch() {
      const { status, text, cacheControl } = await get()
      return { status, body: JSON.parse(text), headers: { 'cache-control': cacheControl } }
    },
  })
  return async (token) => {
    const trust = {
      issuer: BASE.target.issuer,
      audience: BASE.target.audience,
      subject: 'servicea',
      algorithms: ['ES256'] as const,
      type: 'at+jwt',
      required: [],
      maxLifetimeSeconds: 3600,
      leewaySeconds: 30,
      keys: remote.source('test'),
    }
    try {
      await verifyToken(token, trust, clock.now)
      return 200
    } catch (error) {
      return (error as Error).name === 'TokenRejected' ? 401 : 503
    }
  }
}

/** jose as its documentation shows it, with its defaults: it reads the time of day itself, which is that of `clock` until the test ends. */
export const joseTarget: TargetKind = (get, clock) => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const keys = createRemoteJWKSet(new URL('https://factory.sandbox.test/jwks'), {
    [customFetch]: async () => {
      const { status, text } = await get()
      vi.setSystemTime(clock.now())
      return new Response(text, { status })
    },
  })
  return async (token) => {
    vi.setSystemTime(clock.now())
    return statusOf(token, keys, clock)
  }
}

/** How a verifier by hand goes about its keys. */
export interface Habits {
  /** Reads for each key id that it does not know. */
  readonly refetches: boolean
  /** Adds keys and never drops one. */
  readonly hoards?: boolean
  /** Looks into the key set for each token, and says 500 when it cannot. */
  readonly remembersNothing?: boolean
  /** Takes each key for whatever its owner marked it. */
  readonly ignoresUse?: boolean
  /** Has the keys of two issuers in one place, by their key ids. */
  readonly mixesIssuers?: boolean
}

export const handmadeTarget =
  ({
    refetches,
    hoards = false,
    remembersNothing = false,
    ignoresUse = false,
    mixesIssuers = false,
  }: Habits): TargetKind =>
  (get, clock) => {
    let known: JSONWebKeySet | undefined
    const load = async () => {
      const { status, text } = await get()
      if (status !== 200) throw new Error(`the issuer answered ${status}`)
      const { keys } = JSON.parse(text) as JSONWebKeySet // what an issuer of this file sends
      let read = ignoresUse ? keys.map((key) => ({ ...key, use: 'sig' })) : keys
      if (mixesIssuers)
        read = [...read.filter(({ kid }) => kid !== SECOND_KID), { ...SECOND.publicKey, kid: SECOND_KID }]
      known = { keys: hoards ? [...(known?.keys ?? []), ...read.filter(({ kid }) => !has(kid))] : read }
    }
    const has = (kid: string | undefined) => known?.keys.some((key) => key.kid === kid) === true
    return async (token) => {
      const { kid } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }
      try {
        if (!known || remembersNothing) await load()
        else if (refetches && !has(kid)) await load().catch(() => {})
      } catch {
        return 500
      }
      return statusOf(token, createLocalJWKSet(known ?? { keys: [] }), clock)
    }
  }

async function statusOf(token: string, keys: JWTVerifyGetKey, clock: Clock): Promise<number> {
  try {
    const { issuer, audience } = BASE.target
    await jwtVerify(token, keys, { issuer, audience, currentDate: new Date(clock.now()) })
    return 200
  } catch (error) {
    return error instanceof errors.JOSEError ? 401 : 500
  }
}

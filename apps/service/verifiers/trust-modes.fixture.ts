import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { systemClock, type Clock } from '#core/clock'
import { pinnedFile, writePinnedFile } from '#core/files/service-folder'
import type { PeerRequest } from '#core/http/peer'
import { openTlsIdentity, type TlsIdentity } from '#core/http/tls'
import { generateSigningKey, type SigningKey } from '#core/keys/signing-key'
import { signToken } from '#core/token/sign'
import type { NumberedScenario, Role, TrustMode } from '#scenarios'
import { createService } from '../service.ts'
import { json, openTestService, START, type TestService } from '../test-service.ts'
import request from '../../../tests/support/request.ts'

export const NOW = Date.parse(START) / 1000
export const LEEWAY = 7
export const ISSUERS = { plain: 'https://plain.test', access: 'https://access.test', self: 'https://self.test' }
const SELF_SIGNED_LIFETIME = 1000
const DAY = 86_400

/** No issuer of one mode is that of another, and no number is the one that stands there by default. */
const ENV = {
  FACTORY_ISSUER: ISSUERS.plain,
  FACTORY_URL: ISSUERS.access,
  SELF_SIGNED_ISSUER: ISSUERS.self,
  SELF_SIGNED_LIFETIME: String(SELF_SIGNED_LIFETIME),
  CLOCK_LEEWAY: String(LEEWAY),
}

/** Whose word counts is a matter of the caller, so each mode is played by two of them. */
export const CALLERS = ['servicea', 'servicec'] as const

export type Owner = 'factory' | Role
export type ModeName = Exclude<TrustMode, 'ask-factory'>

interface Mode {
  issuer: string
  type: string
  /** Whose key signs: the factory's, or that of the caller. */
  signer: 'factory' | 'caller'
  /** Claims that it needs besides those of all. */
  further?: Record<string, unknown>
  mostSeconds: number
  /** The issuer alone decides of whom the token speaks. */
  isAboutAnyone: boolean
}

const plain = { type: 'JWT', isAboutAnyone: false }
const access: Mode = {
  issuer: ISSUERS.access,
  type: 'at+jwt',
  signer: 'factory',
  further: { client_id: 'some-client' },
  mostSeconds: DAY,
  isAboutAnyone: true,
}

/** The modes in which B looks at the token itself. One that is new does not compile until it has its row. */
export const MODES: Record<ModeName, Mode> = {
  'pinned-key': { ...plain, issuer: ISSUERS.self, signer: 'caller', mostSeconds: SELF_SIGNED_LIFETIME + 1 },
  'key-set': { ...plain, issuer: ISSUERS.plain, signer: 'factory', mostSeconds: DAY },
  'access-token': access,
  introspection: access,
}
export const MODE_NAMES = Object.keys(MODES) as ModeName[] // its own keys

/** A scenario for each mode and each caller. */
const SCENARIOS: NumberedScenario[] = (['ask-factory', ...MODE_NAMES] as const).flatMap((trust, row) =>
  CALLERS.map((caller, column) => ({
    number: row * 10 + column + 1,
    title: `${trust}, called by ${caller}`,
    story: `B believes by ${trust}.`,
    caller,
    callees: ['serviceb'],
    trust,
    play: async () => undefined,
  })),
)

/** A token that is good in a mode, but for what stands here; a claim that is undefined is left out. */
export interface Forged {
  claims?: Record<string, unknown>
  type?: string | undefined
  signer?: SigningKey
}

export function claimsFor(mode: ModeName, { claims }: Forged = {}, caller: Role = 'servicea') {
  const { issuer, further } = MODES[mode]
  const own = { iss: issuer, sub: caller, aud: 'serviceb', iat: NOW, exp: NOW + 60, jti: 'one', ...further }
  return { ...own, ...claims }
}

/** B, a factory that answers what the test says, and what comes of a token. */
export interface VerifyingService extends TestService {
  keys: TestService['keys']
  keyOf: Record<Owner, SigningKey>
  /** What the factory says of a token that it is asked about. */
  says(introspection: object): void
  /** Publishes these keys as those of the factory, and pins them as those of A. */
  publish(keys: readonly SigningKey[]): Promise<void>
  tokenFor(mode: ModeName, forged?: Forged, caller?: Role): Promise<string>
  verdictOn(mode: TrustMode, token: string, caller?: Role): Promise<any> // oxlint-disable-line typescript/no-explicit-any -- tests look into it as they like
  expectBelieved(mode: ModeName, forged?: Forged, caller?: Role): Promise<void>
  expectRefused(mode: ModeName, reason: string, forged: Forged, caller?: Role): Promise<void>
}

const INACTIVE = { active: false }

/** @param clock by which it judges; that of the machine, which the test moves, when absent */
export async function openVerifyingService(env: Record<string, string> = {}, clock?: Clock): Promise<VerifyingService> {
  const [factory, servicea, serviceb, servicec] = await Promise.all([newKey(), newKey(), newKey(), newKey()])
  const keyOf = { factory, servicea, serviceb, servicec }
  let introspection: object = INACTIVE
  let published = [factory]

  const answer = (asked: PeerRequest) => answerAsFactory(asked, published, introspection)
  const peers = { 'jwt-factory': answer }
  const b = await openTestService('serviceb', { env: { ...ENV, ...env }, scenarios: SCENARIOS, peers })
  for (const caller of CALLERS) await pin(b.keysFolder, caller, [keyOf[caller]])
  const { cert, key, ca } = await (tls ??= makeTls())
  const server = createServer({ cert, key }, clock ? createService({ ...b.parts, clock }) : b.app)

  const says = (next: object) => void (introspection = next)
  const tokenFor: VerifyingService['tokenFor'] = (mode, forged = {}, caller = 'servicea') => {
    const own = { type: MODES[mode].type, signer: keyOf[MODES[mode].signer === 'caller' ? caller : 'factory'] }
    const { type, signer } = { ...own, ...forged }
    return signToken(claimsFor(mode, forged, caller), signer, type as string) // undefined: a token that says none
  }
  const verdictOn: VerifyingService['verdictOn'] = async (mode, token, caller = 'servicea') => {
    const scenario = SCENARIOS.find((one) => one.trust === mode && one.caller === caller)
    const path = `/scenario${scenario?.number}-server`
    return (await request(server).get(path).ca(ca).set('authorization', `Bearer ${token}`)).body
  }
  return {
    ...b,
    keyOf,
    says,
    tokenFor,
    verdictOn,
    async publish(keys) {
      published = [...keys]
      await pin(b.keysFolder, 'servicea', keys)
    },
    async expectBelieved(mode, forged = {}, caller = 'servicea') {
      says({ active: true, ...claimsFor(mode, forged, caller) })
      const body = await verdictOn(mode, await tokenFor(mode, forged, caller), caller)
      expect(body).toMatchObject({ valid: true, ...(mode === 'introspection' && { locally: { valid: true } }) })
    },
    /** With introspection the issuer says no, and the reason is the one that was found here. */
    async expectRefused(mode, reason, forged, caller = 'servicea') {
      says(INACTIVE)
      const body = await verdictOn(mode, await tokenFor(mode, forged, caller), caller)
      expect(body).toMatchObject({ valid: false, reason })
      if (mode === 'introspection') expect(body.locally).toEqual({ valid: false, reason })
    },
  }
}

/** One certificate for all, for they take a while to make. */
let tls: Promise<TlsIdentity> | undefined

async function makeTls(): Promise<TlsIdentity> {
  const folder = await mkdtemp(join(tmpdir(), 'trust-modes-'))
  const identity = await openTlsIdentity(folder, 'serviceb', systemClock)
  await rm(folder, { recursive: true })
  return identity
}

const newKey = () => generateSigningKey('ES256', 0)

async function pin(keysFolder: string, caller: Role, keys: readonly SigningKey[]): Promise<void> {
  await mkdir(dirname(pinnedFile(keysFolder, caller)), { recursive: true })
  await writePinnedFile(keysFolder, caller, { keys: keys.map(({ publicJwk }) => publicJwk) })
}

const at = (name: string) => `https://jwt-factory.test/${name}`

function answerAsFactory({ path }: PeerRequest, published: readonly SigningKey[], introspection: object) {
  if (path.endsWith('/jwks')) return json(200, { keys: published.map(({ publicJwk }) => publicJwk) })
  if (path === '/introspect') return json(200, introspection)
  if (path.startsWith('/verify/')) return json(200, { valid: true, claims: {} })
  const addresses = { token_endpoint: at('token'), jwks_uri: at('jwks') }
  const others = { introspection_endpoint: at('introspect'), revocation_endpoint: at('revoke') }
  return json(200, { issuer: ISSUERS.access, ...addresses, ...others })
}

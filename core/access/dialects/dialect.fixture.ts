import { Buffer } from 'node:buffer'
import { constants, createHmac, createVerify, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { manualClock, type ManualClock } from '../../clock.ts'
import { KeysUnavailable } from '../../keys/key-errors.ts'
import { chooseKey } from '../../keys/key-set.ts'
import { loadVerificationKeys } from '../../keys/verification-key.ts'
import type { KeySource } from '../../token/trust.ts'
import type { StepCheck } from '../../trace/step.ts'
import { createTraces, silent } from '../../trace/recorder.ts'
import type { AccessDecision, AskedRequest, Dialect, RequestContext } from '../dialect.ts'
import { createSidecarAccess, type SidecarAccessParts } from '../sidecar-access.ts'
import type { SidecarAccessConfig } from '../sidecar-config.ts'
import type { LaxKeyAnswer } from '../sidecar-keys.ts'
import type { StrictSidecarParts } from './sidecar.ts'

/** A verifying sidecar, its signer and what a stranger has, for tests. */
export const SIDECAR_NOW = 1_800_000_000
const own = generateKeyPairSync('rsa', { modulusLength: 2048 })
const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const OWN_KEY = own.privateKey
export const OWN_PEM = own.publicKey.export({ type: 'spki', format: 'pem' })
export const OWN_JWK = own.publicKey.export({ format: 'jwk' })
export const STRANGER_JWK = other.publicKey.export({ format: 'jwk' })

export const GOOD_HEADER = { alg: 'RS256', kid: 'mykey', typ: 'JWT' }
export const freshId = (length = 32) => randomBytes(length).toString('hex').slice(0, length)
export const goodClaims = () => ({
  iss: 'jwtproxy',
  aud: 'http://localhost:18080',
  iat: SIDECAR_NOW,
  nbf: SIDECAR_NOW - 60,
  exp: SIDECAR_NOW + 300,
  jti: freshId(),
})

const coded = (part: string | object | Uint8Array) =>
  Buffer.from(typeof part === 'string' || part instanceof Uint8Array ? part : JSON.stringify(part)).toString(
    'base64url',
  )

/** How a token is signed, whatever its header says. `none`: not at all. */
export type SignedBy = 'own' | 'other' | 'none' | 'public-pem' | 'RS512' | 'PS256'

/** A token of the signer, or one that only looks so. A text stands there as it is. */
export function signed(
  header: string | object | Uint8Array = GOOD_HEADER,
  claims: string | object | Uint8Array = goodClaims(),
  by: SignedBy = 'own',
): string {
  const text = `${coded(header)}.${coded(claims)}`
  return `${text}.${signatureOver(text, by).toString('base64url')}`
}

function signatureOver(text: string, by: SignedBy): Buffer {
  const bytes = Buffer.from(text)
  if (by === 'none') return Buffer.alloc(0)
  if (by === 'public-pem') return createHmac('sha256', OWN_PEM).update(bytes).digest()
  if (by === 'RS512') return sign('sha512', bytes, own.privateKey)
  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants
  if (by === 'PS256') return sign('sha256', bytes, { key: own.privateKey, padding, saltLength })
  return sign('sha256', bytes, by === 'own' ? own.privateKey : other.privateKey)
}

export const withToken = (token: string): AskedRequest => ({
  method: 'GET',
  target: '/',
  authorization: [`Bearer ${token}`],
})

export const SIDECAR_CONFIG: SidecarAccessConfig = {
  dialect: 'strict',
  audience: 'http://localhost:18080',
  audienceMatch: 'origin',
  maxSkew: 300_000,
  maxTtl: 300_000,
  algorithms: ['RS256'],
  tokenTypes: 'any',
  requiredClaims: [],
  basicPassword: false,
  issuers: ['jwtproxy'],
  nonces: { type: 'local', purgeInterval: 60_000 },
  claimsVerifiers: [{ iss: 'jwtproxy' }],
  excludes: [],
}

/** A preshared key that names no algorithm serves all that fit it. */
const publicKeys = await loadVerificationKeys({ ...OWN_JWK, kid: 'mykey' })

/** What a key server answers in place of the key. */
export type KeysAre = 'there' | 'away' | 'unknown'

const source = (keys: () => KeysAre): KeySource => ({
  select(hint) {
    if (keys() === 'away') throw new KeysUnavailable('no connection to 10.0.0.1:8888')
    return chooseKey(keys() === 'unknown' ? [] : publicKeys, hint)
  },
})

const isSignedBy = (text: string, signature: Uint8Array) =>
  createVerify('RSA-SHA256').update(text).verify(own.publicKey, signature)

/** A preshared key server as the original has it: its names are compared in any case. */
const lax =
  (keys: () => KeysAre) =>
  async (issuer: string, kid: string): Promise<LaxKeyAnswer> => {
    const isKnown = issuer.toLowerCase() === 'jwtproxy' && kid.toLowerCase() === 'mykey'
    if (keys() === 'away' || !isKnown) return { kind: 'server-error', why: 'unknown' }
    if (keys() === 'unknown') return { kind: 'no-matching-key' }
    return { kind: 'key', isSignedBy }
  }

/** A key server whose answers a test chooses, for both dialects. */
export function keyServer() {
  const world = { keys: 'there' as KeysAre, asked: [] as string[] }
  return {
    world,
    keys: (issuer: string) => (world.asked.push(issuer), source(() => world.keys)),
    findLax: (issuer: string, kid: string) => (world.asked.push(issuer), lax(() => world.keys)(issuer, kid)),
  }
}

/** For its contract, a dialect that takes the parts of a verifying sidecar: a token may come again. */
export function openAsSidecar<E>(dialectOf: (parts: StrictSidecarParts) => Dialect<E>) {
  const { world, keys } = keyServer()
  const dialect = dialectOf({ config: SIDECAR_CONFIG, now: () => SIDECAR_NOW * 1000, keys })
  return { dialect, setKeys: (are: KeysAre) => void (world.keys = are) }
}

/** A sidecar with everything it needs, and what it told. */
export function openSidecar(changes: Partial<SidecarAccessConfig> = {}, more: Partial<SidecarAccessParts> = {}) {
  const clock: ManualClock = manualClock(SIDECAR_NOW * 1000)
  const logged: object[] = []
  const { world, ...keys } = keyServer()
  const access = createSidecarAccess(
    { ...SIDECAR_CONFIG, ...changes },
    { clock, log: { warn: (fields, event) => void logged.push({ event, ...fields }) }, ...keys, ...more },
  )
  return { access, clock, world, logged, decide: (request: AskedRequest) => access.decide(request, silentContext()) }
}

const TRACE = { traceId: 'a'.repeat(32), parentId: undefined }

export const silentContext = (): RequestContext => ({
  trace: { ...TRACE, sampled: false },
  recorder: silent,
  deadline: Infinity,
})

/** A context with its trace: the checks that it was told of, and the verbs of its steps. */
export function tracedContext() {
  const traces = createTraces('verifier', manualClock(0))
  const recorder = traces.record(TRACE.traceId, undefined)
  const steps = () => traces.get(TRACE.traceId).flatMap((recording) => recording.steps)
  const checks = (): StepCheck[] => steps().flatMap((step) => step.checks ?? [])
  const context: RequestContext = { trace: { ...TRACE, sampled: true }, recorder, deadline: Infinity }
  return {
    context,
    steps,
    checks,
    verbs: () => steps().map(({ verb }) => verb),
    text: () => traces.json(TRACE.traceId),
  }
}

/** What came of it, in a word, and the status of the answer. */
export const outcomeOf = (decision: AccessDecision) =>
  'answer' in decision ? [decision.reason, decision.answer.status] : [decision.kind]

/** A good token with other claims. */
export const withClaims = (changes: object) => signed(GOOD_HEADER, { ...goodClaims(), ...changes })

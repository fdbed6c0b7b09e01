import fc from 'fast-check'
import type { ControlledName } from '#core/config/processes'

/** One thing that somebody does to a sandbox. */
export interface Call {
  process: ControlledName
  method: string
  /** `:newest` stands for the id of the fault that was set last. */
  path: string
  body?: unknown
  /** In the trace that some faults are about. */
  isTraced?: true
}

const control = (process: ControlledName, method: string, path: string, body?: unknown): Call => ({
  process,
  method,
  path: `/control${path}`,
  body,
})

const anyProcess = fc.constantFrom<ControlledName>('jwt-factory', 'servicea', 'serviceb', 'servicec')

const moves = fc.oneof(
  fc.record({ advance: fc.integer({ min: 0, max: 400 * 86_400 }) }),
  fc.record({ skew: fc.integer({ min: -400 * 86_400, max: 400 * 86_400 }) }),
  fc.record({ set: fc.integer({ min: 86_400 * 400, max: 4_000_000_000 }) }),
  fc.record({ freeze: fc.boolean() }),
  fc.record({ speed: fc.constantFrom(0.01, 1, 60, 10_000) }),
  fc.constant({ machine: true }),
)

const effects = fc.constantFrom<object>(
  { status: 500 },
  { status: 200, body: { keys: [] } },
  { delay: '20ms' },
  { delay: '10m' },
  { delay: '10m', status: 503 },
  { hang: true },
  { hang: true },
  { wrongType: true },
  { reset: true },
  { truncated: true },
  { empty: true },
  { html: true },
  { limit: '1m' },
  { keys: 'dropped' },
  { keys: 'stale' },
  { keys: 'impostor' },
  { keys: 'doubled' },
  { keys: 'encryption' },
  { keys: 'dropped', kid: 'of-nobody' },
  { issuer: 'https://other.test' },
)
const ofFactory = [
  'jwks',
  'token',
  'discovery',
  'verify',
  'issueToken',
  'introspect',
  'revoke',
  'keys',
  'login',
  'pkeys',
]
const ofServices = [
  'scenario3-server',
  'scenario5-server',
  'scenario8-server',
  'scenario15-server',
  'scenario5',
  'hello',
]
const places = fc.constantFrom('*', '*', ...ofFactory, ...ofServices)
/** What some calls and some faults are about. */
export const CALL_TRACE = 'c'.repeat(32)
const conditions = fc.constantFrom<object>(
  {},
  { times: 1 },
  { after: 1 },
  { chance: 0.5, seed: 3 },
  { from: 'servicea' },
  { from: 'serviceb' },
  { trace: CALL_TRACE },
)
const clients = fc.constantFrom('servicea', 'serviceb', 'newcomer')
const declarations = fc.constantFrom<object>(
  { secret: 'a secret of sixteen', audiences: [], scopes: [] },
  { secret: 'another of sixteen', audiences: ['serviceb', 'servicec'], scopes: ['orders.read'] },
  {},
)
const everyday = fc.constantFrom<Call>(
  ...[1, 3, 5, 6, 7, 8, 9, 10, 15].map((n): Call => ({ process: 'servicea', method: 'GET', path: `/scenario${n}` })),
  ...[3, 5, 8, 15].map((n): Call => ({ process: 'servicea', method: 'GET', path: `/scenario${n}`, isTraced: true })),
  { process: 'servicea', method: 'GET', path: '/scenario8?reuse=1' },
  { process: 'servicea', method: 'GET', path: '/scenario5?keys-down=1' },
  { process: 'servicea', method: 'GET', path: '/scenario15?left-the-group=1' },
  { process: 'servicea', method: 'POST', path: '/gen-keys' },
  { process: 'jwt-factory', method: 'POST', path: '/keys' },
  { process: 'jwt-factory', method: 'POST', path: '/keys/servicea?prepare=1' },
  { process: 'jwt-factory', method: 'GET', path: '/keys/another' },
  { process: 'jwt-factory', method: 'DELETE', path: '/utils/keys/another' },
  { process: 'jwt-factory', method: 'POST', path: '/revoke' },
  control('jwt-factory', 'POST', '/mint', {}),
  control('jwt-factory', 'POST', '/mint', { signedBy: { ring: 'minted' } }),
  control('jwt-factory', 'POST', '/mint', { signedBy: { issuer: 'minted' } }),
  control('jwt-factory', 'GET', '/requests'),
)

/** Any calls, the wrong ones too. Several may go out at once. */
export const callSequences = (longest: number): fc.Arbitrary<Call[][]> => {
  const call = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.tuple(anyProcess, moves).map(([process, move]) => control(process, 'PUT', '/clock', move)),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(anyProcess, places, effects, conditions)
        .map(([process, on, effect, more]) => control(process, 'POST', '/faults', { on, effect, ...more })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(anyProcess, fc.constantFrom('expired', 'other-name', 'other-authority'))
        .map(([process, certificate]) => control(process, 'POST', '/faults', { on: 'tls', effect: { certificate } })),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('provider-outage', 'slow-keys', 'half-rotated', 'flaky')
        .map((preset) => control('jwt-factory', 'POST', '/faults', { preset })),
    },
    ...(
      [
        ['DELETE', '/faults'],
        ['DELETE', '/faults/:newest'],
        ['DELETE', '/requests'],
        ['POST', '/reset'],
      ] as const
    ).map(([method, path]) => ({ weight: 1, arbitrary: anyProcess.map((process) => control(process, method, path)) })),
    {
      weight: 2,
      arbitrary: fc.oneof(
        fc.tuple(clients, declarations).map(([id, body]) => control('jwt-factory', 'PUT', `/clients/${id}`, body)),
        clients.map((id) => control('jwt-factory', 'DELETE', `/clients/${id}`)),
      ),
    },
    { weight: 5, arbitrary: everyday },
  )
  return fc.array(fc.array(call, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: longest })
}

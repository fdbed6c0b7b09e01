import fc from 'fast-check'
import { expect } from 'vitest'
import type { StartedName } from '#core/config/processes'
import type { Controlled } from './controlled.ts'
import type { TestSandbox } from './sandbox.ts'

/** One thing that somebody does to a sandbox. */
interface Call {
  process: StartedName
  method: string
  path: string
  body?: unknown
}

const control = (process: StartedName, method: string, path: string, body?: unknown): Call => ({
  process,
  method,
  path: `/control${path}`,
  body,
})

const anyProcess = fc.constantFrom<StartedName>('jwt-factory', 'servicea', 'serviceb', 'servicec')

const moves = fc.oneof(
  fc.record({ advance: fc.integer({ min: 0, max: 400 * 86_400 }) }),
  fc.record({ skew: fc.integer({ min: -400 * 86_400, max: 400 * 86_400 }) }),
  fc.record({ set: fc.integer({ min: 86_400 * 400, max: 4_000_000_000 }) }),
  fc.record({ freeze: fc.boolean() }),
  fc.record({ speed: fc.constantFrom(0.01, 1, 60, 10_000) }),
)

const effects = fc.constantFrom<object>(
  { status: 500 },
  { status: 200, body: { keys: [] } },
  { delay: '20ms' },
  { reset: true },
  { truncated: true },
  { empty: true },
  { html: true },
  { limit: '1m' },
  { keys: 'dropped' },
  { keys: 'stale' },
  { keys: 'impostor' },
  { issuer: 'https://other.test' },
)
const places = fc.constantFrom('*', 'jwks', 'token', 'discovery', 'verify', 'issueToken', 'introspect')
const clients = fc.constantFrom('servicea', 'serviceb', 'newcomer')
const declarations = fc.constantFrom<object>(
  { secret: 'a secret of sixteen', audiences: [], scopes: [] },
  { secret: 'another of sixteen', audiences: ['serviceb', 'servicec'], scopes: ['orders.read'] },
  {},
)
const everyday = fc.constantFrom<Call>(
  ...[1, 3, 5, 6, 7, 8, 9, 10].map((n): Call => ({ process: 'servicea', method: 'GET', path: `/scenario${n}` })),
  { process: 'servicea', method: 'GET', path: '/scenario8?reuse=1' },
  { process: 'servicea', method: 'GET', path: '/scenario5?keys-down=1' },
  { process: 'servicea', method: 'POST', path: '/gen-keys' },
  { process: 'jwt-factory', method: 'POST', path: '/keys' },
  { process: 'jwt-factory', method: 'POST', path: '/keys/servicea?prepare=1' },
  { process: 'jwt-factory', method: 'GET', path: '/keys/another' },
  { process: 'jwt-factory', method: 'DELETE', path: '/utils/keys/another' },
  control('jwt-factory', 'POST', '/mint', {}),
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
        .tuple(anyProcess, places, effects, fc.constantFrom({}, { times: 1 }, { chance: 0.5, seed: 3 }))
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
    { weight: 1, arbitrary: anyProcess.map((process) => control(process, 'DELETE', '/faults')) },
    { weight: 1, arbitrary: anyProcess.map((process) => control(process, 'POST', '/reset')) },
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

/** Does it all; whatever is answered is an answer, and never a bug. */
export async function doAll(sandbox: TestSandbox, sequence: Call[][]): Promise<void> {
  for (const atOnce of sequence) {
    await Promise.all(
      atOnce.map(async ({ process, method, path, body }) => {
        const headers = { 'x-request-timeout-ms': '5000' }
        const init = { method, headers, ...(body !== undefined && { body }) }
        const answer = await sandbox.plain(process, path, init).catch(() => undefined) // a fault may have ended it
        expect(answer?.body?.type, `${method} ${path}`).not.toBe('urn:jwt-sandbox:problem:bug')
      }),
    )
  }
}

/** @param plays that all is well; whatever was done before */
export async function expectRightAfterReset(
  sandbox: TestSandbox,
  { reset, ask }: Pick<Controlled, 'reset' | 'ask'>,
  plays: () => Promise<void>,
): Promise<void> {
  await reset()
  for (const name of ['jwt-factory', 'servicea', 'serviceb', 'servicec'] as const)
    expect((await ask(name, 'GET', '')).body).toMatchObject({ set: [], faults: [], clock: { moved: false } })
  await plays()
  expect(sandbox.logs.filter((line) => line.includes('"msg":"bug"'))).toEqual([])
}

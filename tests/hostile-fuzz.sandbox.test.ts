import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rawRequest, sendRaw } from './support/raw.ts'
import { fuzzRuns } from './support/soak-size.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

/** The same inputs in every run; change the seed to look elsewhere. */
const RUNS = { seed: 20_261_122, numRuns: fuzzRuns(400) }

const METHOD = fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'OPTIONS', 'DELETE')

const SERVICE_ROUTES = [
  'scenario1',
  'scenario4',
  'scenario7',
  'scenario1-server',
  'scenario3-server',
  'scenario5-server',
  'scenario10-server',
  'scenario15-server',
  'gen-keys',
  'hello',
  'traces',
]
const FACTORY_ROUTES = ['keys', 'issueToken', 'verify', 'utils', 'jwks', '.well-known', 'dump', 'healthz', 'traces']
const PEOPLE_ROUTES = [
  'api/login',
  'api/renew',
  'api/pkeys',
  'api/admin/users',
  'admin',
  'admin/users',
  'metrics',
  'plays/people',
]
const ISSUER_ROUTES = ['token', 'introspect', 'revoke', 'issuers/near/token', 'issuers', '.well-known', 'keys']
const NAMES = [
  'servicea',
  'constructor',
  '__proto__',
  '..',
  '.',
  '%2e%2e',
  '%',
  '%00',
  'publicKey',
  'keys',
  'jwks.json',
  '',
]

/** Anything that a request line or a header line can hold without ending it. */
const line = (maxLength: number) =>
  fc.string({ maxLength, unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) })

const segment = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NAMES) },
  line(20).map((text) => text.replace(/[\s#?/]/g, '')),
  line(10).map((text) => encodeURIComponent(text)),
)

const query = fc.oneof(
  fc.constantFrom('', '?expired=1', '?trace=1', '?expired=servicec&trace=1', '?access_token=a.b.c', '?expired[]=1'),
  line(40).map((text) => `?${text.replace(/[\s#]/g, '+')}`),
)

const HEADER_NAMES = [
  'authorization',
  'traceparent',
  'content-type',
  'content-encoding',
  'x-request-timeout-ms',
  'cookie',
  'if-none-match',
  'range',
  'accept',
  'forwarded',
  'content-length',
  'transfer-encoding',
  'expect',
]
const header = fc.tuple(
  fc.constantFrom(...HEADER_NAMES),
  fc.oneof(
    line(60),
    fc.constantFrom(
      'Bearer a.b.c',
      'Bearer',
      'application/json',
      'application/x-www-form-urlencoded',
      'Basic c2VydmljZWE6eA==',
      'Basic Og==',
      'gzip',
      'chunked',
      '0',
      '5',
      '99999999',
      'eyJhbGciOiJub25lIn0.e30.', // a text to begin with, as the others are: no header has this for a token
    ),
    fc.constant('00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01'),
  ),
)

const PARAMETERS = [
  'grant_type',
  'client_id',
  'client_secret',
  'client_assertion',
  'audience',
  'scope',
  'subject_token',
  'token',
]

const body = fc.oneof(
  fc.constant(''),
  fc.json({ maxDepth: 4 }),
  fc
    .dictionary(fc.constantFrom('token', 'aud', 'sub', 'iss', 'iat', 'exp', 'nbf', 'jti', 'act'), fc.jsonValue())
    .map((value) => JSON.stringify(value)),
  line(200),
  fc
    .array(fc.tuple(fc.constantFrom(...PARAMETERS), fc.oneof(line(20), fc.constantFrom('servicea', 'a.b.c', '%', ''))))
    .map((pairs) => pairs.map((pair) => pair.join('=')).join('&')),
)

const request = (routes: string[]) =>
  fc
    .record({
      method: METHOD,
      path: fc.tuple(fc.constantFrom(...routes), fc.array(segment, { maxLength: 3 })),
      query,
      headers: fc.array(header, { maxLength: 5 }),
      body,
    })
    .map(({ method, path: [route, rest], query, headers, body }) => {
      const lines = headers.map(([name, value]) => `${name}: ${value}`)
      const bytes = Buffer.from(body).toString('latin1')
      // The body is as long as it says, unless another header says otherwise: then the connection is broken, and closed.
      return rawRequest(
        `${method} /${[route, ...rest].join('/')}${query}`,
        [...lines, `content-length: ${bytes.length}`],
        bytes,
      )
    })

/** But for 6, which changes keys, so that others meet a cool-down. */
const NUMBERS = [1, 2, 3, 4, 5, 7, 8, 9, 10, 15]

/** Answers that a request may earn; 502 to 504 are earned by a deadline that nobody can meet. */
const isOurFault = (status: number) => status === 500 || (status !== 0 && (status < 200 || status > 504))

test.each<[string, string[], (sandbox: TestSandbox) => number]>([
  ['the factory', FACTORY_ROUTES, ({ factory }) => factory.port],
  ['an issuer', ISSUER_ROUTES, ({ factory }) => factory.port],
  ['people', PEOPLE_ROUTES, ({ factory }) => factory.port],
  ['service A', SERVICE_ROUTES, ({ processes }) => processes.servicea.port],
  ['service B', SERVICE_ROUTES, ({ processes }) => processes.serviceb.port],
])('no request makes %s fail, and afterwards the scenarios work', async (_name, routes, portOf) => {
  const answered = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(request(routes), async (bytes) => {
      const { status, body } = await sendRaw(portOf(sandbox), bytes)
      answered.set(status, (answered.get(status) ?? 0) + 1)
      expect(isOurFault(status), `${status} ${body}`).toBe(false)
    }),
    RUNS,
  )
  expect(answered.size, 'requests of several kinds came through').toBeGreaterThan(3)
  expect(sandbox.logs.filter((line) => line.includes('"msg":"bug"'))).toEqual([])
  const answers = await Promise.all(NUMBERS.map((number) => sandbox.plain('servicea', `/scenario${number}`)))
  expect(answers.map(({ status }) => status)).toEqual(NUMBERS.map(() => 200))
})

const importLine = (names: string, from: string) => `import ${names} from '${from}'\n`

const FROM_KIT = importLine('{ startIssuer }', 'jwt-sandbox/testing') + importLine('* as jose', 'jose')

/** The same test, as its author writes it for each runner. */
const test = (isBeliever: string, isRefused: string) => `
test('a token of the issuer is believed, and an expired one is not', async () => {
  const issuer = await startIssuer({ audiences: ['orders'], tls: false })
  const keys = jose.createRemoteJWKSet(new URL(issuer.jwksUri))
  const read = async (token) => (await jose.jwtVerify(token, keys, { issuer: issuer.url, audience: 'orders' })).payload
  ${isBeliever}
  ${isRefused}
  await issuer.stop()
})
`

const EXPECTED = test(
  "expect((await read(await issuer.token())).aud).toBe('orders')",
  'await expect(read(await issuer.token().expired())).rejects.toThrow(/exp/)',
)

export const VITEST_FILE = importLine('{ expect, test }', 'vitest') + FROM_KIT + EXPECTED
export const JEST_FILE = FROM_KIT + EXPECTED
export const NODE_FILE =
  importLine('{ equal, rejects }', 'node:assert/strict') +
  importLine('{ test }', 'node:test') +
  FROM_KIT +
  test(
    "equal((await read(await issuer.token())).aud, 'orders')",
    'await rejects(async () => read(await issuer.token().expired()), /exp/)',
  )

/** Fails before it comes to its stop. */
const red = (isFailing: string) => `
test('red', async () => {
  const issuer = await startIssuer()
  await issuer.fetch(issuer.jwksUri)
  process.stdout.write('at: ' + issuer.caFile + '\\n')
  ${isFailing}
  await issuer.stop()
}, 5000)
`

const FAILS = "throw new Error('red')"
export const RED_VITEST_FILE = importLine('{ test }', 'vitest') + FROM_KIT + red('await new Promise(() => {})')
export const RED_JEST_FILE = FROM_KIT + red(FAILS)
export const RED_NODE_FILE = importLine('{ test }', 'node:test') + FROM_KIT + red(FAILS).replace(', 5000', '')

/** Those of the whole sandbox, too, for it loads the most. */
export const COMMON_JS_FILE = `const { startIssuer, startSandbox } = require('jwt-sandbox/testing')
const { requireToken } = require('jwt-sandbox/verify')
requireToken({ issuer: 'https://i.test', audience: 'a', algorithms: ['ES256'], jwksUri: 'https://i.test/jwks' })
const main = async () => {
  const issuer = await startIssuer()
  const sandbox = await startSandbox()
  console.log((await issuer.token()).split('.').length, (await sandbox.play(5)).status)
  await issuer.stop()
  await sandbox.stop()
}
main()
`

export const TYPED_FILE = `${importLine('{ startIssuer, startSandbox }', 'jwt-sandbox/testing')}${importLine('{ requireToken }', 'jwt-sandbox/verify')}${importLine('{ loadScenarios }', 'jwt-sandbox/scenarios')}
export async function typed() {
  const issuer = await startIssuer({ audiences: ['orders'], claims: { tenant: 'acme' } })
  const token: string = await issuer.token({ audience: 'orders' })
  // @ts-expect-error nobody declared it
  issuer.token({ audience: 'shipping' })
  // @ts-expect-error it is a text
  issuer.token({ claims: { tenant: 7 } })
  issuer.fault('jwks', { status: 503 })
  // @ts-expect-error there is no such effect
  issuer.fault('jwks', { sleepy: true })
  const rules = { issuer: issuer.url, audience: 'orders', algorithms: ['ES256'], jwksUri: issuer.jwksUri } as const
  const subject: string | undefined = requireToken(rules).of({}).claims.sub
  // @ts-expect-error it is no algorithm that can be believed
  requireToken({ ...rules, algorithms: ['HS256'] })
  return { token, subject, startSandbox, scenarios: await loadScenarios() }
}
`

/** Apps and routes of her own, with the types that Express has, and with none of them. */
export const TYPED_APPS_FILE = `${importLine('express', 'express')}${importLine('type { IncomingMessage, ServerResponse }', 'node:http')}${importLine('{ requireToken, startSandbox, type OwnService }', 'jwt-sandbox')}
const guard = requireToken({ issuer: 'https://i.test', audience: 'a', algorithms: ['ES256'], jwksUri: 'https://i.test/jwks' })
const app = express()
app.get('/orders', guard, (request, response) => void response.json({ for: guard.of(request).claims.sub }))
const plain = async (request: IncomingMessage, response: ServerResponse) => {
  const token = await guard(request, response)
  if (token) response.end(token.claims.sub)
}
// @ts-expect-error it is no request
guard(1, 2)
export const services: OwnService[] = [{ app }, { app: plain }, { app: { fetch: () => new Response('hono') } }, { appAt: (place) => (place.audience ? app : plain) }]
// @ts-expect-error a number is no app
export const none: OwnService = { app: 5 }
// @ts-expect-error it has no such role
export const wrong = () => startSandbox({ serviced: { app } })
`

/** Programs that a page shows: what its reader copies. */
export const programsOnPage = (page: string): string[] =>
  [...page.matchAll(/^```[jt]s\n([^]*?)^```$/gm)].map(([, program = '']) => program)

/** Somebody whose own service, a program, plays B: it says what that does with a good token, with one for others, and without keys. */
export const ownServiceFile = (command: readonly string[]) => `${importLine('{ startSandbox }', 'jwt-sandbox/testing')}
const settings = { FACTORY_ISSUER: 'discovery' }
const sandbox = await startSandbox({ serviceb: { command: ${JSON.stringify(command)} }, settings })
try {
  const down = await sandbox.fault('jwks', 'down')
  const without = await sandbox.play(7)
  down.remove()
  const good = await sandbox.play(7)
  const other = await sandbox.play(7, { query: { token: 'aud-other' } })
  console.log(without.status, good.answer.valid, good.answer.isOwnService, other.answer.valid, other.answer.status)
} finally {
  await sandbox.stop()
}
`

/** Somebody whose test plays every scenario of a sandbox of its own. */
export const ALL_SCENARIOS = `${importLine('{ startSandbox }', 'jwt-sandbox/testing')}
const sandbox = await startSandbox()
try {
  for (let number = 1; number <= 16; number++) {
    const { status, answer } = await sandbox.play(number)
    console.log(number, status, number !== 16 || answer.valid)
  }
} finally {
  await sandbox.stop()
}
`

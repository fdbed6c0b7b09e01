import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { askRelay, askToSwitch, listenAs, relayToken } from '../apps/relay/relay.fixture.ts'
import { listenPath, tcpPath, TCP_PROTOCOL, TUNNEL_PROTOCOL } from '../apps/relay/server/paths.ts'
import { openServer } from './support/forwarding.ts'
import { freePorts } from './support/ports.ts'
import { nodeWords, start } from './support/processes.ts'
import { until } from './support/until.ts'

function run(...words: string[]) {
  const running = start(process.execPath, nodeWords('apps/relay/main.ts', ...words), {})
  onTestFinished(() => void running.kill('SIGKILL'))
  const says = (what: string) =>
    until(what, () => {
      if (running.code() !== undefined) throw new Error(running.output())
      return running.output().includes(what)
    })
  return { ...running, says }
}

const SECRETS = ['--proxy.auth.hmac-secret-key', 'my-secret', '--upstream.auth.hmac-secret-key', 'my-secret']

const my = (claims: object, alg: 'HS256' | 'HS512' = 'HS256') => relayToken(claims, { secret: 'my-secret', alg })
const seconds = () => Math.floor(systemClock.now() / 1000)

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const rsaPem = String(rsa.publicKey.export({ type: 'spki', format: 'pem' }))

const coded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

function byRsa(): string {
  const text = `${coded({ alg: 'RS256' })}.${coded({})}`
  return `${text}.${sign('sha256', Buffer.from(text), rsa.privateKey).toString('base64url')}`
}

test('the rules of Piko, by a process of its own, which is killed and comes back', async () => {
  const [proxy = 0, upstream = 0, admin = 0] = await freePorts(3)
  const binds = Object.entries({ proxy, upstream, admin }).flatMap(([name, at]) => [`--${name}.bind-addr`, `127.0.0.1:${at}`]) // prettier-ignore
  const startRelay = () => run('piko', 'server', ...SECRETS, '--proxy.auth.rsa-public-key', rsaPem, ...binds)
  const first = startRelay()
  await first.says('dialect-is-unsafe')
  const service = createServer((asked, answer) => void answer.end(asked.headers.authorization))
  const { port } = await openServer(service)
  await listenAs(upstream, 'b', port, my({}))
  const ask = async (authorization: string, headers: Record<string, string> = { 'x-piko-endpoint': 'b' }) => {
    const { status, text } = await askRelay({ port: proxy, headers: { authorization, ...headers } })
    return status === 200 ? text : `${status} ${JSON.parse(text).error}`
  }
  const by = (token: string) => ask(`Bearer ${token}`)
  const good = `Bearer ${my({})}`

  // PK-2 and PK-8: each key has its algorithms, and the service gets the token.
  for (const token of [my({}), my({}, 'HS512'), byRsa()]) expect(await by(token)).toBe(`Bearer ${token}`)
  for (const token of [relayToken({}, { secret: rsaPem }), 'x.y.z', my({ piko: 'b' }), my({ nbf: seconds() + 600 })])
    expect(await by(token)).toBe('401 invalid token')
  expect(await by(my({ exp: seconds() }))).toBe('401 expired token') // PK-3
  expect(await by(my({ iat: seconds() + 600 }))).toMatch(/^Bearer/)
  expect(await by(my({ piko: { endpoints: [] } }))).toMatch(/^Bearer/) // PK-6
  expect(await by(my({ piko: { endpoints: ['c'] } }))).toBe('401 endpoint not permitted')
  // B.3: in this order.
  expect(await ask('')).toBe('401 missing authorization')
  expect(await ask('Bearer')).toBe('401 invalid authorization')
  expect(await ask('Basic x')).toBe('401 unsupported auth type')
  expect(await ask(good, { 'x-piko-authorization': 'Bearer x', 'x-piko-endpoint': 'b' })).toBe('401 invalid token')
  expect(await ask(good, {})).toBe('400 missing endpoint id')
  expect(await ask(good, { host: 'b.example.test' })).toBe(good)
  expect(await ask(good, { 'x-piko-endpoint': 'c' })).toBe('502 no available upstreams')
  // PK-9 and B.4: TCP, and who may listen.
  const byC = { authorization: `Bearer ${my({ piko: { endpoints: ['c'] } })}` }
  expect(await askToSwitch(proxy, tcpPath('b'), TCP_PROTOCOL, byC)).toMatchObject({ status: 401 })
  expect(await askToSwitch(upstream, listenPath('b'), TUNNEL_PROTOCOL, byC)).toMatchObject({ status: 401 })
  // PK-10: by the clock of the process.
  const short = await listenAs(upstream, 'short', port, my({ exp: seconds() + 2 }))
  await short.ended
  await first.says('agent-expired')

  first.kill('SIGKILL')
  await first.ended()
  const second = startRelay()
  await second.says('relay-listens')
  expect(await by(my({}))).toBe('502 no available upstreams')
  await listenAs(upstream, 'b', port, my({}))
  expect(await by(my({}))).toMatch(/^Bearer/)
  second.kill('SIGTERM')
  expect(await second.ended()).toBe(0)
  expect(first.output() + second.output()).not.toMatch(/my-secret|BEGIN PUBLIC/)
})

test('what is wrong is said at once, by --check, too, and a port that is taken by its name', async () => {
  const strict = run('relay', '--check', ...SECRETS)
  const both = run('piko', 'server', '--check', ...SECRETS, '--proxy.auth.jwks.endpoint', 'http://localhost/jwks')
  const { port } = await openServer(createServer())
  const taken = run('piko', 'server', ...SECRETS, '--proxy.bind-addr', `127.0.0.1:${port}`)
  expect([await strict.ended(), strict.output()]).toEqual([1, expect.stringContaining('--upstream.auth.hmac-secret-key has 9 bytes')]) // prettier-ignore
  expect([await both.ended(), both.output()]).toEqual([1, expect.stringMatching(/no other verification key can be set when\s+JWKS\.Endpoint is set/)]) // prettier-ignore
  expect([await taken.ended(), taken.output()]).toEqual([1, expect.stringMatching(/port \d+ is taken/)])
})

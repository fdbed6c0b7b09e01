import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { askRelay, listenAs, RELAY_SECRET, relayToken } from '../apps/relay/relay.fixture.ts'
import { openServer } from './support/forwarding.ts'
import { testFolder } from './support/processes.ts'
import { freeRelayPorts, startRelayProgram as run } from './support/relay-programs.ts'

const SECRETS = ['--proxy.auth.hmac-secret-key', 'my-secret', '--upstream.auth.hmac-secret-key', 'my-secret']

test('a relay and an agent that are killed come back, the relay without those who listened, and show no key', async () => {
  const { proxy, upstream, binds } = await freeRelayPorts()
  const file = join(await testFolder(), 'relay.yaml')
  const auth = { auth: { hmac_secret_key: RELAY_SECRET } }
  await writeFile(file, JSON.stringify({ proxy: auth, upstream: auth }))
  const startRelay = () => run('relay', '--config', file, ...binds)
  const first = startRelay()
  await first.says('relay-listens')
  const { port } = await openServer(createServer((_asked, answer) => void answer.end('the service')))
  const iat = Math.floor(systemClock.now() / 1000)
  const token = relayToken({ iat, exp: iat + 3600, piko: { endpoints: ['b', 'c'], listen: ['b', 'c'] } })
  const askAt = (endpoint: string) =>
    askRelay({ port: proxy, headers: { authorization: `Bearer ${token}`, 'x-piko-endpoint': endpoint } })
  const ask = async () => (await askAt('b')).text.trim()
  await listenAs(upstream, 'b', port, token)
  expect(await ask()).toBe('the service')

  first.kill('SIGKILL')
  await first.ended()
  const second = startRelay()
  await second.says('relay-listens')
  expect(await ask()).toContain('Nobody listens for this endpoint')
  await listenAs(upstream, 'b', port, token)
  expect(await ask()).toBe('the service')

  const startAgent = async () => {
    const agent = run('agent', 'http', 'c', String(port), '--connect.url', `http://127.0.0.1:${upstream}`, '--connect.token', token) // prettier-ignore
    await agent.says('agent-connected')
    return agent
  }
  const killed = await startAgent()
  expect(await askAt('c')).toMatchObject({ status: 200, text: 'the service' })
  killed.kill('SIGKILL')
  await second.says('agent-left')
  expect((await askAt('c')).status).toBe(502)
  expect(await ask()).toBe('the service') // whoever else listens stays
  const restarted = await startAgent()
  expect(await askAt('c')).toMatchObject({ status: 200, text: 'the service' })
  second.kill('SIGTERM')
  expect(await second.ended()).toBe(0)
  const told = [first, second, killed, restarted].map((each) => each.output()).join('')
  expect(told).not.toContain(RELAY_SECRET)
  expect(told).not.toContain(token)
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

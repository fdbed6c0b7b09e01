import { createServer } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { askRelay, relayToken } from '../apps/relay/relay.fixture.ts'
import { openServer } from './support/forwarding.ts'
import { freePorts } from './support/ports.ts'
import { nodeWords, start } from './support/processes.ts'
import { until } from './support/until.ts'

// The commands of the page of Piko, with our programs: npm run piko -- server, agent and forward.

const FIRST = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.cYo84rqiyvYovXGPGxY7a4qWLa5HA857Nb2uMrkVcHs'
const SECOND = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJwaWtvIjp7ImVuZHBvaW50cyI6WyJteS1lbmRwb2ludCJdfX0.I7Vkc2w0-CuEUz-ePRBEFx_-9aCAOH6BN146BZBIxGw' // prettier-ignore

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

test('an agent, a client and forward reach an endpoint by its token, and go on when the relay was killed', async () => {
  const service = createServer((asked, answer) => void answer.end(`${asked.headers['x-piko-forward']} ${asked.url}`))
  const { port } = await openServer(service)
  const [proxy = 0, upstream = 0, admin = 0, local = 0] = await freePorts(4)
  const binds = Object.entries({ proxy, upstream, admin }).flatMap(([name, at]) => [`--${name}.bind-addr`, `127.0.0.1:${at}`]) // prettier-ignore
  const startRelay = () => run('piko', 'server', ...SECRETS, ...binds)
  const ask = async (token: string, endpoint = 'my-endpoint') => {
    const headers = { authorization: `Bearer ${token}`, 'x-piko-endpoint': endpoint }
    const { status, text: said } = await askRelay({ port: proxy, path: '/x', headers })
    return `${status} ${said.trim()}`
  }

  const first = startRelay()
  await first.says('relay-listens')
  await first.says('dialect-is-unsafe')
  expect(await ask(SECOND)).toBe('502 {"error":"no available upstreams"}')
  const atRelay = ['--connect.url', `http://127.0.0.1:${upstream}`]
  const agent = run('piko', 'agent', 'http', 'my-endpoint', String(port), '--connect.token', SECOND, ...atRelay)
  await agent.says('agent-connected')
  expect(await ask(SECOND)).toBe('200 true /x')
  expect(await ask(FIRST)).toBe('401 {"error":"invalid token"}')
  expect(await ask(relayToken({ piko: { endpoints: ['other'] } }, { secret: 'my-secret' }))).toBe('401 {"error":"endpoint not permitted"}') // prettier-ignore

  const toProxy = ['--connect.url', `http://127.0.0.1:${proxy}`]
  const forward = run('piko', 'forward', 'tcp', String(local), 'my-endpoint', '--connect.token', SECOND, ...toProxy)
  const askForward = async () => {
    const socket = connect(local, '127.0.0.1')
    socket.on('error', () => {})
    socket.end('GET /f HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    return (await text(socket).catch(() => '')).includes('undefined /f')
  }
  await until('forward', askForward)

  const refused = run('piko', 'agent', 'http', 'my-endpoint', String(port), '--connect.token', FIRST, ...atRelay)
  expect(await refused.ended(), refused.output()).toBe(1)
  expect(refused.output()).toContain('invalid token')

  first.kill('SIGKILL')
  await first.ended()
  const second = startRelay()
  await second.says('agent-listens')
  expect(await ask(SECOND)).toBe('200 true /x')
  await until('forward again', askForward)
  agent.kill('SIGKILL')
  await second.says('agent-left')
  expect(await ask(SECOND)).toBe('502 {"error":"no available upstreams"}')
  for (const each of [forward, second]) each.kill('SIGTERM')
  expect(await Promise.all([forward.ended(), second.ended()])).toEqual([0, 0])
  expect(second.output()).not.toContain('my-secret')
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

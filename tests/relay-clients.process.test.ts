import { once } from 'node:events'
import { createServer, request, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { chmod, writeFile } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openServer } from './support/forwarding.ts'
import { freePorts } from './support/ports.ts'
import { nodeWords, npm, start, testFolder, type Running } from './support/processes.ts'
import { until } from './support/until.ts'

// What the page of Piko about authentication shows, with its two tokens: the first does not belong to the secret beside it.

const HEADER = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9'
const FIRST = `${HEADER}.eyJzdWIiOiI0MiJ9.cYo84rqiyvYovXGPGxY7a4qWLa5HA857Nb2uMrkVcHs`
const SECOND = `${HEADER}.eyJwaWtvIjp7ImVuZHBvaW50cyI6WyJteS1lbmRwb2ludCJdfX0.I7Vkc2w0-CuEUz-ePRBEFx_-9aCAOH6BN146BZBIxGw`

const run = (...words: string[]) => start(process.execPath, nodeWords('apps/relay/main.ts', ...words), {})

/** Waits for a line of the log, the n-th of its kind. */
const untilSays = (running: Running, event: string, times = 1) =>
  until(`${event} of\n${running.output()}`, () => {
    if (running.code() !== undefined) throw new Error(running.output())
    return running.output().split(event).length > times
  })

/** Answers at once, but for `/slow`, which waits until it is told to go on. */
async function openSlowService() {
  const slow: (() => void)[] = []
  const server = createServer((asked, answer) => {
    const say = () => void answer.end(`the service was asked for ${asked.url}`)
    if (asked.url === '/slow') slow.push(say)
    else say()
  })
  return { ...(await openServer(server)), slow }
}

async function getThrough(port: number, path: string, headers: Record<string, string>) {
  const asked = request({ port, path, host: '127.0.0.1', headers, agent: false }).end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return { status: answer.statusCode, said: await text(answer) }
}

async function relayPorts() {
  const [proxy = 0, upstream = 0, admin = 0, local = 0] = await freePorts(4)
  const binds = Object.entries({ proxy, upstream, admin }).flatMap(([name, port]) => [
    `--${name}.bind-addr`,
    `localhost:${port}`,
  ])
  return { proxy, upstream, local, binds, url: `http://localhost:${upstream}`, proxyUrl: `http://localhost:${proxy}` }
}

test("the commands of Piko's page, word for word behind npm run, and an agent that ends in good order", async () => {
  const { proxy, local, binds, url, proxyUrl } = await relayPorts()
  const { port: servicePort, slow } = await openSlowService()
  const server = ['server', '--proxy.auth.hmac-secret-key', 'my-secret', '--upstream.auth.hmac-secret-key', 'my-secret', ...binds] // prettier-ignore
  const relay = npm(['run', '-s', 'piko', '--', ...server], {})
  await untilSays(relay, 'relay-listens')
  const agentWords = ['agent', 'http', 'my-endpoint', String(servicePort), '--connect.url', url]

  const refused = run('piko', ...agentWords, '--connect.token', FIRST)
  expect([await refused.ended(), refused.output()]).toEqual([1, expect.stringMatching(/endpoint "my-endpoint": it answers 401 "invalid token"\..*--connect\.token=TOKEN/s)]) // prettier-ignore
  expect(refused.output()).not.toContain(FIRST)

  const agent = run('piko', ...agentWords, '--connect.token', SECOND)
  await untilSays(agent, 'agent-connected')
  const headers = { authorization: `Bearer ${SECOND}`, 'x-piko-endpoint': 'my-endpoint' }
  const good = { status: 200, said: 'the service was asked for /' }
  expect(await getThrough(proxy, '/', headers)).toEqual(good)
  const bad = { ...headers, authorization: `Bearer ${FIRST}` }
  expect(await getThrough(proxy, '/', bad)).toMatchObject({
    status: 401,
    said: expect.stringContaining('invalid token'),
  })

  const forwardWords = ['piko', 'forward', 'tcp', String(local), 'my-endpoint', '--connect.url', proxyUrl]
  const forward = run(...forwardWords, '--connect.token', SECOND)
  await untilSays(forward, 'port-needs-no-token')
  expect(await getThrough(local, '/', {})).toEqual(good)

  const open = getThrough(proxy, '/slow', headers)
  await until('the slow request', () => slow.length > 0)
  agent.kill('SIGTERM')
  await until('the relay to choose it no more', async () => (await getThrough(proxy, '/', headers)).status === 502)
  slow[0]?.()
  expect(await open).toEqual({ status: 200, said: 'the service was asked for /slow' })
  expect([await agent.ended(), agent.output()]).toEqual([0, expect.not.stringContaining(SECOND)])
  for (const each of [forward, relay]) each.killGroup('SIGTERM')
  expect(await forward.ended()).toBe(0)
})

test('agents and forwards of a file, their faults, and tokens that a program says', async () => {
  const folder = await testFolder()
  const fileOf = async (name: string, lines: string) => {
    await writeFile(join(folder, name), lines)
    await chmod(join(folder, name), 0o644)
    return join(folder, name)
  }
  const { proxy, local, binds, url, proxyUrl } = await relayPorts()
  const { port: servicePort } = await openSlowService()
  const relay = run('piko', 'server', '--upstream.auth.hmac-secret-key', 'my-secret', ...binds)
  await untilSays(relay, 'relay-listens')

  const token = await fileOf('token.sh', `#!/bin/sh\nprintf ${SECOND}\n`)
  const connect2 = `"connect": {url: '${url}', token_command: 'sh ${token}'}`
  const agentFile = await fileOf(
    'agent.yaml',
    `listeners:\n  - {endpoint_id: my-endpoint, addr: ${servicePort}}\n  - {endpoint_id: my-endpoint, addr: '127.0.0.1:${servicePort}', protocol: tcp}\n${connect2}\n`,
  )
  const agent = run('agent', 'start', '--config', agentFile)
  await untilSays(agent, 'agent-connected', 2)
  const forwardFile = await fileOf('forward.yaml', `ports: [{addr: "${local}", endpoint_id: my-endpoint}]\n"connect": {url: '${proxyUrl}', token: ${SECOND}}\n`) // prettier-ignore
  const forward = run('forward', 'start', '--config.path', forwardFile)
  await untilSays(forward, 'forward-listens')
  expect(forward.output()).toContain('token-file-open')
  expect(agent.output()).not.toContain('token-file-open') // there is a command in its file
  const socket = connect(local, 'localhost')
  onTestFinished(() => void socket.destroy())
  socket.write('GET /raw HTTP/1.0\r\n\r\n')
  expect(await text(socket)).toContain('asked for /raw')
  expect(await getThrough(proxy, '/', { 'x-piko-endpoint': 'my-endpoint' })).toMatchObject({ status: 200 })
  expect(agent.output() + relay.output() + forward.output()).not.toContain(SECOND.slice(40))

  const short = ['agent', 'http', 'b', '1', '--connect.url', url, '--connect.timeout', '1ms']
  const wrong = [
    [run('agent', 'start', '--config', await fileOf('fixed.yaml', `listeners: [{addr: 1, endpoint_id: b}]\n"connect": {token: ${SECOND}}\n`), '--check'), 0, /token-file-open.*fixed\.yaml is good/s], // prettier-ignore
    [run('forward', 'start', '--config', await fileOf('wrong.yaml', 'ports: [{addr: x, endpoint_id: b}]\nconect: {}\n')), 1, /wrong\.yaml:1 {2}ports\[0\]\.addr is not an address.*wrong\.yaml:2 {2}"conect" is unknown/s], // prettier-ignore
    [run('agent', 'start'), 2, /start needs its configuration/],
    [run('agent', 'udp', 'b', '1'), 2, /There is no "udp", only http, tcp and start\. npm run agent -- --help/],
    [run('forward', 'tcp', '1'), 2, /tcp needs PORT and ENDPOINT/],
    [run('agent', 'http', 'b', 'x y', '--connect.url', 'x'), 1, /ADDRESS is not an address/],
    [run(...short, '--token-command', 'sh -c "echo not-shown.x; exit 3"'), 1, /no connection.*the token command ended with 3/], // prettier-ignore
    [run(...short, '--token-command', 'sleep 1000', '--token-command.timeout', '100ms'), 1, /the token command did not end within 100 ms/], // prettier-ignore
    [run(...short, '--token-command', 'yes'), 1, /the token command says more than 12000 bytes/],
    [run('forward', 'tcp', String(local), 'b'), 1, /port \d+ is taken/],
  ] as const
  for (const [running, code, why] of wrong) {
    expect([await running.ended(), running.output()]).toEqual([code, expect.stringMatching(why)])
    expect(running.output()).not.toContain('not-shown')
  }
})

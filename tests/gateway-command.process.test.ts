import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SAMPLE_DOCUMENTS } from '#core/policy/gloo/sample.fixture'
import { askPort } from '../apps/gateway/gateway.fixture.ts'
import { freePorts } from './support/ports.ts'
import { nodeWords, start } from './support/processes.ts'
import { until } from './support/until.ts'

const SECRET = 'e71829c351aa4242c2719cbfbe671c09'
let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'gateway-command-'))))
afterAll(() => rm(folder, { recursive: true }))

const run = (env: Record<string, string>, ...words: string[]) =>
  start(process.execPath, nodeWords('apps/gateway/main.ts', ...words), env)

async function fileWith(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

test('the command starts what its file says, with the secret of its environment, which nobody sees again', async () => {
  const [port = 0] = await freePorts(1)
  const consumers = 'consumers: [{id: "1", username: john}]'
  const gateway = `{dialect: kong-stateless, listen: "127.0.0.1:${port}", upstream: "http://127.0.0.1:9"}`
  const file = await fileWith('gateway.yaml', `${consumers}\ngateways: [${gateway}]\n`)
  const running = run({ JWT_SECRET: SECRET }, '--config', file)
  await until('gateway-listens', () => running.code() !== undefined || running.output().includes('gateway-listens'))
  const minted = await askPort(port, '/consumers/john/jwt', { method: 'POST' })
  expect([minted.status, JSON.parse(minted.body)]).toEqual([201, { token: expect.stringMatching(/^ey/) }])
  const second = run({ JWT_SECRET: SECRET }, '--config', file)
  expect([await second.ended(), second.output()]).toEqual([1, expect.stringMatching(/port \d+ is taken.* Name another one in .*gateway\.yaml/)]) // prettier-ignore
  running.kill('SIGTERM')
  expect(await running.ended(), running.output()).toBe(0)
  expect(running.output()).toContain('dialect-is-unsafe')
  expect(running.output()).not.toContain(SECRET)

  const checked = run({}, '--config', file, '--check')
  const lacking = run({}, '--config', file)
  const wrong = run(
    {},
    '--config',
    await fileWith('wrong.yaml', `gateways:\n  - {dialect: kong-stateless, upstrem: x}\n`),
  )
  const keyless = run(
    {},
    '--check',
    '--config',
    await fileWith(
      'keyless.yaml',
      `gateways:\n  - ${gateway.replace('}', ', algorithm: ES256, public_key: none.pem}')}\n`,
    ),
  )
  expect(await checked.ended(), checked.output()).toBe(0)
  expect([await keyless.ended(), keyless.output()]).toEqual([1, expect.stringContaining('none.pem cannot be read: it is not there')]) // prettier-ignore
  expect([await lacking.ended(), lacking.output()]).toEqual([1, expect.stringContaining('JWT_SECRET is not set')])
  expect([await wrong.ended(), wrong.output()]).toEqual([
    1,
    expect.stringMatching(/wrong\.yaml:2 {2}.*perhaps upstream was/),
  ])
})

test("the command takes Gloo's documents, says who would decide, and listens with a certificate of the sandbox", async () => {
  const [secure = 0, plain = 0] = await freePorts(2)
  const documents = SAMPLE_DOCUMENTS.slice(0, 4).map((text, at) => fileWith(`gloo-${at}.yaml`, text))
  const secret = await fileWith('client-secret', 'a-secret-that-nobody-guesses')
  const words = [
    ...(await Promise.all(documents)).flatMap((file) => ['--config', file]),
    `--port=443=${secure}`,
    `--port=80=${plain}`,
    '--certificate=gw-ssl-1-secret=sandbox',
    `--secret=auth0-client-secret=${secret}`,
  ]
  const env = { KEYS_FOLDER: join(folder, 'keys') }
  const explained = run(env, ...words, '--explain', 'GET', 'https://webuitest.com/dashboard')
  const running = run(env, ...words)
  const listens = () => running.output().match(/gateway-listens/g)?.length === 2
  await until('both ports', () => running.code() !== undefined || listens())
  const { status, headers } = await askPort(plain, '/a?b', { headers: { host: 'webuitest.com' } })
  expect([status, headers.location], running.output()).toEqual([301, `https://webuitest.com:${secure}/a?b`])
  running.kill('SIGTERM')
  expect(await running.ended(), running.output()).toBe(0)
  expect(running.output()).not.toContain('a-secret-that-nobody-guesses')
  expect([await explained.ended(), explained.output()]).toEqual([0, expect.stringContaining('ExtAuthPolicy default/webui-auth0 decides')]) // prettier-ignore
})

import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askPlain, openUpstream, type TestUpstream } from '../apps/sidecar/sidecars.fixture.ts'
import { freePorts } from './support/ports.ts'
import { needs } from './support/needs.ts'
import { nodeWords, start } from './support/processes.ts'
import { until } from './support/until.ts'

let folder: string
let upstream: TestUpstream
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidecar-command-'))
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  await writeFile(join(folder, 'mykey.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }))
  await writeFile(join(folder, 'mykey.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
  upstream = await openUpstream()
})
afterAll(async () => {
  await upstream.close()
  await rm(folder, { recursive: true })
})

/** Windows has named pipes, which go away with their process. */
const withSockets = needs(process.platform === 'win32' && 'this system has no unix sockets')

const run = (role: string, ...words: string[]) =>
  start(process.execPath, nodeWords('apps/sidecar/main.ts', role, ...words), {})

const says = (running: ReturnType<typeof run>, event: string) =>
  until(event, () => running.code() !== undefined || running.output().includes(event))

/** An example of the original, with ports of ours. */
async function example(name: string, ports: Record<string, string>): Promise<string> {
  let text = await readFile(new URL(`vectors/jwtproxy/examples/httpserver/${name}.yaml`, import.meta.url), 'utf8')
  for (const [from, to] of Object.entries(ports)) text = text.replaceAll(from, to)
  const file = join(folder, `${name}.yaml`)
  await writeFile(file, text)
  return file
}

describe('the examples of the original, each run alone', () => {
  test('curl --proxy reaches the service behind the verifier; ended by a signal, each exits with 0', async () => {
    const [signerPort = 0, verifierPort = 0] = await freePorts(2)
    const verifier = await example('verifier', {
      ':8080': `:${verifierPort}`,
      'http://localhost:8081/': upstream.address,
    })
    const signer = await example('signer', { ':3128': `:${signerPort}` })
    const running = [run('verifier', '-config', verifier), run('signer', '--config', signer)] as const
    await says(running[0], 'verifier-listens')
    await says(running[1], 'signer-listens')
    const target = `http://localhost:${verifierPort}/hello`
    expect(await askPlain({ host: '127.0.0.1', port: signerPort, path: target, agent: false })).toMatchObject({
      status: 200,
      body: 'the upstream',
    })
    expect((await askPlain({ host: '127.0.0.1', port: verifierPort, path: '/hello', agent: false })).status).toBe(401)
    for (const each of running) each.kill('SIGTERM')
    for (const each of running) expect(await each.ended(), each.output()).toBe(0)
  })
})

const verifierWith = (key: string) => `
  - listen_addr: :0
    verifier:
      upstream: http://localhost:1
      audience: http://localhost:1
      key_server: {type: preshared, options: {issuer: a, key_id: k, public_key_path: ${key}.pub}}`

describe('what a person is told', () => {
  test('--check says all that is wrong, each with its line, and starts nothing', async () => {
    const file = join(folder, 'wrong.yaml')
    await writeFile(file, 'jwtproxy:\n  signer_proxy:\n    listen_adr: x\n    signer: {issuer: a, max_skew: 60}\n')
    const running = run('jwtproxy', '--config', file, '--check')
    expect(await running.ended()).toBe(1)
    expect(running.output()).toContain('wrong.yaml:3')
    expect(running.output()).toMatch(/perhaps listen_addr was\s+meant/)
    expect(running.output()).toMatch(/wrong\.yaml:4.*private_key/s)
  })

  test('keys that are not there keep it from starting, and each setting is named, once', async () => {
    const file = await example('signer', {
      ':3128': `:${(await freePorts(1))[0]}`,
      'mykey.key': 'other.key',
      '  - enabled: false': ['other', 'third', 'third'].map(verifierWith).join(''),
    })
    const running = run('jwtproxy', '--config', file)
    expect(await running.ended()).toBe(1)
    expect(running.output()).toMatch(/private_key_path: .*other\.key/)
    expect(running.output()).toMatch(/public_key_path: .*other\.pub/)
    expect(running.output().match(/third\.pub/g)).toHaveLength(1)
    expect(running.output()).not.toMatch(/\n\s+at /)
  })

  test('a role that there is not, and a folder in place of the file, are told in words', async () => {
    const [nobody, ofFolder] = [run('nobody'), run('signer', '--config', folder)]
    expect(await nobody.ended()).toBe(2)
    expect(nobody.output()).toMatch(/^There is no "nobody", only signer, verifier, jwtproxy\./)
    expect(await ofFolder.ended()).toBe(1)
    expect(ofFolder.output()).toContain('cannot be read: it is a folder.')
  })
})

withSockets.test('a socket that a killed verifier left behind is taken over by the next', async () => {
  const socket = join(folder, 'v.sock')
  const file = await example('verifier', {
    'listen_addr: :8080': `listen_addr: "unix:${socket}"`,
    'http://localhost:8081/': upstream.address,
  })
  const first = run('verifier', '--config', file)
  await says(first, 'verifier-listens')
  first.kill('SIGKILL')
  await first.ended()
  expect((await stat(socket)).isSocket()).toBe(true)
  const second = run('verifier', '--config', file)
  await says(second, 'verifier-listens')
  expect((await askPlain({ socketPath: socket, path: '/', agent: false })).status).toBe(401)
  second.kill('SIGTERM')
  expect(await second.ended()).toBe(0)
  await expect(stat(socket)).rejects.toThrow(/ENOENT/)
})

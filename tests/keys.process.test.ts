import { X509Certificate } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { PEER_NAMES, STARTED_NAMES } from '#core/config/processes'
import { ask, expectAllPlaysGood, untilHealthy, type Ports } from './support/play-all.ts'
import { freePorts, freePortSettings } from './support/ports.ts'
import { startNode, testFolder, testKeysFolder } from './support/processes.ts'
import { openTestSandbox } from './support/sandbox.ts'
import { until } from './support/until.ts'

async function startAll(env: Record<string, string>, ports: Ports) {
  const processes = STARTED_NAMES.map((name) => startNode(name, env))
  const plain = Object.entries(ports).filter(([name]) => !name.endsWith('_TLS_PORT'))
  await Promise.all(plain.map(([, port]) => untilHealthy(port)))
  return processes
}

async function expectOneAuthority(keysFolder: string) {
  const read = async (name: string) => new X509Certificate(await readFile(join(keysFolder, 'tls', `${name}.pem`)))
  const ca = await read('ca')
  for (const name of PEER_NAMES) {
    const leaf = await read(name)
    expect(leaf.verify(ca.publicKey), name).toBe(true)
    expect(leaf.checkHost(name), name).toBe(name)
  }
}

test('four processes that start at once on an empty folder agree on one authority and one set of keys', async () => {
  const { env, ports } = await freePortSettings()
  const settings = { ...env, KEYS_FOLDER: await testFolder() }
  const processes = await startAll(settings, ports)
  await expectAllPlaysGood(ports)
  await expectOneAuthority(settings.KEYS_FOLDER)
  await expectNothingOdd(processes.map((process) => process.output()).join(''), settings.KEYS_FOLDER)
})

/** No file of ours is warned about, and none is left that is not in its place. */
async function expectNothingOdd(logs: string, keysFolder: string) {
  expect(logs).not.toMatch(/key-file-|certificate-replaced/)
  const names = await readdir(keysFolder, { recursive: true })
  expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([])
}

test('two factories that start at once on an empty folder publish the same keys', async () => {
  const KEYS_FOLDER = await testFolder()
  const [a = 0, b = 0, tlsA = 0, tlsB = 0] = await freePorts(4)
  startNode('jwt-factory', { KEYS_FOLDER, FACTORY_PORT: String(a), FACTORY_TLS_PORT: String(tlsA) })
  startNode('jwt-factory', { KEYS_FOLDER, FACTORY_PORT: String(b), FACTORY_TLS_PORT: String(tlsB) })
  await Promise.all([untilHealthy(a), untilHealthy(b)])

  const [keysOfA, keysOfB] = await Promise.all([kidsOf(a), kidsOf(b)])
  expect(keysOfA, 'those of the services, and that of the issuer').toHaveLength(4)
  expect(keysOfA).toEqual(keysOfB)
  const token = (await issue(a, 'servicea'))?.text ?? ''
  expect(await isValid(b, 'servicea', token)).toBe(true)
})

test('after a kill -9 among many POST /keys, every key that was acknowledged is published and its tokens verify', async () => {
  const [port = 0, tlsPort = 0] = await freePorts(2)
  const env = { KEYS_FOLDER: await testKeysFolder(), FACTORY_PORT: String(port), FACTORY_TLS_PORT: String(tlsPort) }
  const first = startNode('jwt-factory', env)
  await untilHealthy(port)

  const acknowledged: { kid: string; ringId: string; token: string }[] = []
  const customers = Array.from({ length: 8 }, async (_, index) => {
    const ringId = `customer-${index}`
    for (let count = 0; count < 90; count++) {
      const made = await ask(port, `/keys/${ringId}`, { method: 'POST' })
      if (made?.status !== 201) return
      const issued = await issue(port, ringId)
      acknowledged.push({ kid: made.body.kid, ringId, token: issued?.status === 200 ? issued.text : '' })
    }
  })
  await until('forty keys', () => acknowledged.length >= 40)
  first.kill('SIGKILL')
  await first.ended()
  await Promise.all(customers)

  const second = startNode('jwt-factory', env)
  await untilHealthy(port)
  const published = await kidsOf(port)
  expect(published).toEqual(expect.arrayContaining(acknowledged.map(({ kid }) => kid)))
  for (const { ringId, token } of acknowledged) {
    if (token !== '') expect(await isValid(port, ringId, token), ringId).toBe(true)
  }
  const named = [...second.output().matchAll(/"file":"([^"]+)"/g)].map(([, file = '']) => file)
  const files = await readdir(join(env.KEYS_FOLDER, 'jwt-factory'))
  const unfinished = files.filter((name) => isKeyFile(name) && !published.some((kid) => name.endsWith(`.${kid}.json`)))
  expect(named.sort(), 'what the kill left is reported and left alone').toEqual(unfinished.sort())
})

test.each([
  ['the folder is there', 'tls', /^\.lock$/],
  ['half of the authority is there', 'tls', /^ca\.key\.pem/],
  ['the authority is there', 'tls', /^ca\.pem$/],
  ['the first keys of the factory are there', 'jwt-factory', /\.json/],
])('processes killed when %s leave nothing that stops the next start', async (_what, folder, file) => {
  const { env } = await freePortSettings()
  const settings = { ...env, KEYS_FOLDER: await testFolder() }
  const processes = [startNode('jwt-factory', settings), startNode('servicea', settings)]
  await until(`${file} in ${folder}`, async () => {
    const names = await readdir(join(settings.KEYS_FOLDER, folder)).catch(() => [])
    return names.some((name) => file.test(name))
  })
  for (const process of processes) process.kill('SIGKILL')
  await Promise.all(processes.map((process) => process.ended()))

  const keysFolder = settings.KEYS_FOLDER
  const restarted = await openTestSandbox({ keysFolder })
  onTestFinished(() => restarted.close())
  await expectAllPlaysGood({ SERVICEA_PORT: restarted.processes.servicea.port })
  await expectOneAuthority(keysFolder)
  await expectNothingOdd(restarted.logs.join(''), keysFolder)
})

/** A whole one, or one that was never finished. */
const isKeyFile = (name: string) => /\.tmp$|\..{43}\.json$/.test(name)

const issue = (port: number, ringId: string) =>
  ask(port, `/issueToken/${ringId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"aud":"serviceb"}',
  })

async function kidsOf(port: number): Promise<string[]> {
  const answers = await Promise.all([ask(port, '/jwks'), ask(port, '/utils/jwks')])
  return answers.flatMap((answer) => answer?.body.keys.map(({ kid }: { kid: string }) => kid)).sort()
}

async function isValid(port: number, ringId: string, token: string): Promise<boolean> {
  const question = JSON.stringify({ token, aud: 'serviceb', sub: ringId })
  const headers = { 'content-type': 'application/json' }
  return (await ask(port, `/verify/${ringId}`, { method: 'POST', headers, body: question }))?.body.valid
}

import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ask, untilHealthy } from './support/play-all.ts'
import { freePorts, freePortSettings, isFree } from './support/ports.ts'
import { npm, start, startNode, testFolder, testKeysFolder, type Running } from './support/processes.ts'

const FREE = { FACTORY_PORT: '0', FACTORY_TLS_PORT: '0', SERVICEA_PORT: '0', SERVICEA_TLS_PORT: '0' }

/** One message for a person, exit code 1, and nothing of our insides. */
async function expectRefusal(process: Running, message: RegExp) {
  expect(await process.ended(), process.output()).toBe(1)
  expect(process.output()).toMatch(message)
  expect(process.output().match(/cannot start/g)).toHaveLength(1)
  expectNoInsides(process)
}

function expectNoInsides(process: Running) {
  expect(process.output()).not.toMatch(/\n\s+at |node:internal|Error:|\[object|undefined/)
}

async function takePort(): Promise<number> {
  const [port = 0] = await freePorts(1)
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return port
}

test.each(['FACTORY_PORT', 'FACTORY_TLS_PORT'])('a taken %s is named, with what to do', async (setting) => {
  const taken = await takePort()
  const process = startNode('jwt-factory', { ...FREE, KEYS_FOLDER: await testFolder(), [setting]: String(taken) })
  await expectRefusal(
    process,
    new RegExp(`^jwt-factory cannot start: port ${taken} is taken[.:] .+ or set ${setting} to .+\n$`),
  )
})

test('npm start with one taken port says which, stops the other processes and exits with 1', async () => {
  const { env, ports } = await freePortSettings()
  const taken = await takePort()
  const KEYS_FOLDER = await testKeysFolder()
  const sandbox = npm(['start'], { ...env, KEYS_FOLDER, SERVICEC_TLS_PORT: String(taken) })
  await expectRefusal(
    sandbox,
    new RegExp(`^the sandbox cannot start: servicec: port ${taken} is taken.+SERVICEC_TLS_PORT`, 'm'),
  )
  expect(sandbox.output()).not.toContain('exited with')
  expect(sandbox.hasLeftSomething()).toBe(false)
  const others = Object.entries(ports).filter(([name]) => name !== 'SERVICEC_TLS_PORT')
  expect(await Promise.all(others.map(([, port]) => isFree(port)))).not.toContain(false)
})

const WRONG = {
  SERVICEA_PORT: '80a',
  ALGORITHM: 'HS256',
  PEER_TIMEOUT: 'soon',
  LOG_LEVEL: 'loud',
  FACTORY_URL: 'ftp://localhost:5555',
  CLOCK_LEEWAY: '-1',
}

test('every wrong setting is named at once, with what is wrong about it', async () => {
  const process = startNode('servicea', { ...WRONG, KEYS_FOLDER: await testFolder() })
  await expectRefusal(process, /^servicea cannot start:\n/)
  const lines = process.output().split('\n')
  for (const [name, value] of Object.entries(WRONG)) {
    expect(
      lines.filter((line) => line.startsWith(name)),
      name,
    ).toEqual([expect.stringMatching(new RegExp(`^${name} +"${value}" is not `))])
  }
})

test.each([
  [
    'jwt-factory',
    { FACTORY_PORT: '20000', FACTORY_TLS_PORT: '20000' },
    /FACTORY_TLS_PORT +20000 is the port of FACTORY_PORT/,
  ],
  [
    'servicea',
    { SERVICEA_PORT: '20000', SERVICEA_TLS_PORT: '20000' },
    /SERVICEA_TLS_PORT +20000 is the port of SERVICEA_PORT/,
  ],
] as const)('%s does not start with two equal ports: both settings are named', async (name, ports, message) => {
  await expectRefusal(startNode(name, { ...ports, KEYS_FOLDER: await testFolder() }), message)
})

test('npm start names a wrong setting once, before it starts anything', async () => {
  const sandbox = npm(['start'], { FACTORY_PORT: '5555x', KEYS_FOLDER: await testFolder() })
  await expectRefusal(sandbox, /^FACTORY_PORT +"5555x" is not a port/m)
})

test.each(['jwt-factory', 'servicea'] as const)('%s says it when the folder for keys is none', async (name) => {
  const KEYS_FOLDER = join(await testFolder(), 'keys')
  await writeFile(KEYS_FOLDER, 'a file')
  await expectRefusal(
    startNode(name, { ...FREE, KEYS_FOLDER }),
    new RegExp(`^${name} cannot start: .*KEYS_FOLDER.*\n$`),
  )
})

test.each(['serviced', '__proto__'])('a role that is none (%j) is answered with those that are', async (role) => {
  const words = ['--import', './core/process/runtime.js', 'apps/service/main.ts', role]
  const service = start(process.execPath, words, FREE)
  expect(await service.ended()).toBe(2)
  expect(service.output()).toMatch(/^There is no service "\w+", only servicea, serviceb, servicec\. [^\n]+\n$/)
})

const PRETEND = `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"22.17.1"}})`

test('a Node older than 22.18 says what is needed and how to get it', async () => {
  const words = ['--import', PRETEND, '--import', './core/process/runtime.js', 'jwt-factory/main.ts']
  const factory = start(process.execPath, words, FREE)
  expect(await factory.ended()).toBe(1)
  expect(factory.output()).toMatch(/^jwt-sandbox needs Node 22\.18 or newer, this is 22\.17\.1\.\n.*npm ci/)
  expectNoInsides(factory)
})

test("the machine's own Node gets that message too, where it is older", async ({ skip }) => {
  const path = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.includes('node_modules'))
  const PATH = path.join(':')
  const version = versionOfNode(PATH)
  if (!version || Number(version.split('.')[0]) >= 22) return skip(`its Node is ${version ?? 'missing'}`)
  const words = ['node', '--import', './core/process/runtime.js', 'jwt-factory/main.ts']
  const factory = start('/usr/bin/env', words, { ...FREE, PATH })
  expect(await factory.ended()).toBe(1)
  expect(factory.output()).toContain(`jwt-sandbox needs Node 22.18 or newer, this is ${version}.`)
  expectNoInsides(factory)
})

function versionOfNode(PATH: string): string | undefined {
  try {
    return execFileSync('/usr/bin/env', ['node', '-p', 'process.versions.node'], {
      env: { PATH },
      encoding: 'utf8',
    }).trim()
  } catch {
    return undefined
  }
}

test('a process on all interfaces warns that it mints identities, one on loopback does not', async () => {
  const [port = 0, other = 0] = await freePorts(2)
  const KEYS_FOLDER = await testKeysFolder()
  const exposed = startNode('jwt-factory', { ...FREE, KEYS_FOLDER, FACTORY_PORT: String(port), HOST: '0.0.0.0' })
  const usual = startNode('jwt-factory', { ...FREE, KEYS_FOLDER, FACTORY_PORT: String(other) })
  await Promise.all([untilHealthy(port), untilHealthy(other)])
  expect(exposed.output()).toMatch(/"level":40.*"msg":"listening-beyond-loopback"/)
  expect(usual.output()).not.toContain('beyond-loopback')
  expect(usual.output()).toContain('"host":"localhost"')
})

test('.env of the working folder overrides the defaults, and the environment overrides .env', async () => {
  const [port = 0, other = 0] = await freePorts(2)
  const folder = await testFolder()
  const lines = [
    `KEYS_FOLDER=${join(folder, 'their-keys')}`,
    `FACTORY_PORT=${other}`,
    'FACTORY_TLS_PORT=0',
    'FACTORY_ISSUER=https://dotenv/',
  ]
  await writeFile(join(folder, '.env'), lines.join('\n'))
  const factory = startNode('jwt-factory', { FACTORY_PORT: String(port) }, folder)
  await untilHealthy(port)
  const issued = await ask(port, '/issueToken/servicea', { method: 'POST' })
  const claims = JSON.parse(Buffer.from(issued?.text.split('.')[1] ?? '', 'base64url').toString())
  expect(claims.iss).toBe('https://dotenv/')
  expect(await ask(port, '/dump', { method: 'POST' })).toMatchObject({ body: { folder: 'their-keys/dump' } })
  expect(await isFree(other)).toBe(true)
  expect(factory.output(), 'dotenv advertises nothing').not.toContain('dotenv')
})

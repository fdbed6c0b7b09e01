import { createServer, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { PARTY_PORTS, PARTY_PORT_NAMES } from '#core/config/parties'
import { CONTROLLED_NAMES, rowOf } from '#core/config/processes'
import type { Environment } from '#core/config/setting'
import { readConfig } from '#core/config/read-config'
import { decodeUnverified } from '#core/token/decode-unverified'
import { loadScenarios } from '#scenarios'
import { openTestSandbox, PATIENT, type TestSandbox } from '../../../tests/support/sandbox.ts'
import type { KnownDoor } from './doors.ts'
import { renderMatrix } from './render-matrix.ts'
import { matrixSettings, runMatrix } from './run-matrix.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

const configOf = ({ keysFolder, processes, partyPorts }: TestSandbox, env: Environment) =>
  readConfig(matrixSettings, {
    ...PATIENT,
    KEYS_FOLDER: keysFolder,
    ...Object.fromEntries(
      CONTROLLED_NAMES.flatMap((name) => {
        if (!Object.hasOwn(processes, name)) return []
        const { port, tlsPort } = processes[name]
        const { prefix } = rowOf(name)
        return [
          [`${prefix}_PORT`, String(port)],
          [`${prefix}_URL`, `https://localhost:${tlsPort}`],
        ]
      }),
    ),
    ...Object.fromEntries(PARTY_PORT_NAMES.map((name) => [PARTY_PORTS[name].variable, String(partyPorts[name])])),
    ...env,
  })

const progress: string[] = []
const onProgress = (words: string) => void progress.push(words)

const runHere = async (numbers?: readonly number[], furtherDoors: readonly KnownDoor[] = []) =>
  runIn(sandbox, {}, numbers, furtherDoors)

async function runIn(
  where: TestSandbox,
  env: Environment,
  numbers?: readonly number[],
  furtherDoors: readonly KnownDoor[] = [],
) {
  const scenarios = (await loadScenarios()).filter(({ number }) => numbers?.includes(number) ?? true)
  return runMatrix({ config: configOf(where, env), clock: systemClock, scenarios, furtherDoors, onProgress })
}

test('no door of the sandbox believes what it should not, but where a scenario shows that', async () => {
  const matrix = await runHere()
  const text = renderMatrix(matrix, 120)
  const of = (kind: string) => matrix.cells.filter((cell) => cell.kind === kind)
  expect(of('leak')).toEqual([])
  expect(of('missed')).toEqual([])
  expect(matrix.missing).toEqual([])
  expect(of('right').length).toBeGreaterThan(15)
  // What had expired before it was shown, on a machine that has much to do, tells no lesson.
  const late = matrix.cells.filter(({ sentence }) => sentence?.includes('expired before all doors') === true)
  const lateDoors = new Set(late.map(({ door }) => door))
  const lessons = new Set(of('lesson').map(({ door }) => door))
  const wanted = ['B7', 'B8', 'B9', 'gwp', 'pik']
  expect(wanted.filter((door) => !lessons.has(door) && !lateDoors.has(door))).toEqual([])
  expect([...lessons].filter((door) => !wanted.includes(door))).toEqual([])
  const tellingDoors = new Set(matrix.cells.filter(({ kind }) => kind !== 'unknown').map(({ door }) => door))
  expect(matrix.doors.filter(({ id }) => !tellingDoors.has(id))).toEqual([])
  const believed = (kind: string) => {
    const ids = new Set(matrix.tokens.flatMap((token) => (token.kind === kind ? [token.id] : [])))
    return of('right').flatMap(({ token, door }) => (ids.has(token) ? [door] : []))
  }
  expect(believed('user')).toEqual(['bak'])
  expect(believed('login-access')).toEqual(['fme'])
  expect(believed('login-id')).toEqual([])
  expect(believed('plain')).toContain('fver')
  expect(of('used').map(({ door }) => door)).toContain('ftok')
  expect(matrix.tokens.flatMap(({ flaw }) => flaw ?? [])).toEqual(
    expect.arrayContaining(['expired', 'forged', 'tampered', 'black-listed', 'withdrawn-key']),
  )
  expect([matrix.answered, matrix.silent]).toEqual([[], []])
  expect(matrix.closed).toHaveLength(4)
  for (const sentence of matrix.closed) expect(sentence).toContain('no connection came about')
  expect(`${text}${JSON.stringify(matrix)}`).not.toMatch(/eyJ[\w-]+\.[\w-]+\./)
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(120)
  const names = matrix.tokens.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(text).toContain(`\n${name} `)
  expect(progress).toContainEqual(expect.stringMatching(/^(\d+) of \1 {2}played scenario \d/))
  expect(progress.at(-1)).toMatch(/^(\d+) of \1 {2}shows .+ to \w/)
})

/** Believes whatever is a token at all, as one that looks at no audience and no signature. */
async function openGullible() {
  const server = createServer((request, response) => {
    const isToken = decodeUnverified(request.headers.authorization?.replace('Bearer ', '')) !== undefined
    response.writeHead(isToken ? 200 : 401, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ valid: isToken }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const door: KnownDoor = {
    id: 'any',
    service: 'servicec',
    route: 'GET /',
    scenario: 7,
    kinds: ['access'],
    audience: 'servicec',
    knowsRevoked: false,
    at: { port },
    path: '/',
  }
  return { door, close: () => server.close() }
}

test('a door that looks at no audience is found, with what a thief can do there', async () => {
  const { door, close } = await openGullible()
  try {
    const { cells, findings } = await runHere([7], [door])
    expect(findings).toBe(2)
    expect(cells.filter(({ kind }) => kind === 'leak').map(({ sentence }) => sentence)).toContain(
      'who steals the access token of servicea for serviceb can also call servicec (scenario 7)',
    )
  } finally {
    close()
  }
})

const OWN_SCENARIOS = [1, 5, 7, 10, 15]

/** A sandbox in which B is somebody's own, and what the matrix says then. */
async function matrixWithOwnB(judge: (token: string, sandbox: TestSandbox) => Promise<boolean>) {
  let guest: TestSandbox | undefined
  const answers = async ({ headers: { authorization = '' } }: IncomingMessage) =>
    guest !== undefined && (await judge(authorization.replace(/^Bearer /, ''), guest).catch(() => false))
  const server = createServer((request, response) => {
    void answers(request).then((lets) => response.writeHead(lets ? 200 : 401).end())
  }).listen(0, 'localhost')
  await once(server, 'listening')
  const env = { SERVICEB_URL: `http://localhost:${(server.address() as AddressInfo).port}`, OWN_SERVICES: 'serviceb' }
  try {
    guest = await openTestSandbox({ env })
    const matrix = await runIn(guest, env, OWN_SCENARIOS)
    const cells = matrix.cells.filter(({ door }) => /^B\d/.test(door))
    return {
      matrix,
      text: renderMatrix(matrix, 400),
      cells,
      of: (kind: string) => cells.filter((each) => each.kind === kind),
    }
  } finally {
    await guest?.close()
    server.closeAllConnections()
    server.close()
  }
}

test('an own service that trusts one issuer has no findings, and what it refuses of others is said to be its own matter', async () => {
  const { matrix, text, of } = await matrixWithOwnB(async (token, { get }) => {
    const keys = createLocalJWKSet((await get('jwt-factory', '/jwks')).body)
    return Boolean(await jwtVerify(token, keys, { audience: 'serviceb', typ: 'at+jwt', requiredClaims: ['exp'] }))
  })
  expect(matrix.findings).toBe(0)
  expect([of('leak'), of('missed')]).toEqual([[], []])
  const ids = matrix.doors.flatMap(({ id, service }) => (service === 'serviceb' ? [id] : []))
  expect(new Set(of('right').map(({ door }) => door))).toEqual(new Set(ids))
  expect(new Set(of('lesson').map(({ door }) => door))).toEqual(new Set(ids)) // it asks nobody about revoked ones
  expect(text.match(/serviceb is your own service: whose tokens it trusts is not known/g)).toHaveLength(1)
})

test('an own service that looks at no audience is found, at each of its doors', async () => {
  const { cells, of } = await matrixWithOwnB(async (token) => decodeUnverified(token) !== undefined)
  expect(new Set(of('leak').map(({ door }) => door))).toEqual(new Set(cells.map(({ door }) => door)))
  for (const { sentence } of of('leak')) expect(sentence).not.toContain('in another way')
})

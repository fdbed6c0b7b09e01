import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { PARTY_PORTS, PARTY_PORT_NAMES } from '#core/config/parties'
import { CONTROLLED_NAMES, rowOf } from '#core/config/processes'
import { readConfig } from '#core/config/read-config'
import { decodeUnverified } from '#core/token/decode-unverified'
import { loadScenarios } from '#scenarios'
import { openTestSandbox, type TestSandbox } from '../../../tests/support/sandbox.ts'
import type { KnownDoor } from './doors.ts'
import { renderMatrix } from './render-matrix.ts'
import { matrixSettings, runMatrix } from './run-matrix.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

const configHere = () =>
  readConfig(matrixSettings, {
    KEYS_FOLDER: sandbox.keysFolder,
    ...Object.fromEntries(
      CONTROLLED_NAMES.flatMap((name) => [
        [`${rowOf(name).prefix}_PORT`, String(sandbox.processes[name].port)],
        [`${rowOf(name).prefix}_URL`, `https://localhost:${sandbox.processes[name].tlsPort}`],
      ]),
    ),
    ...Object.fromEntries(
      PARTY_PORT_NAMES.map((name) => [PARTY_PORTS[name].variable, String(sandbox.partyPorts[name])]),
    ),
  })

const progress: string[] = []
const onProgress = (words: string) => void progress.push(words)

const runHere = async (numbers?: readonly number[], furtherDoors: readonly KnownDoor[] = []) => {
  const scenarios = (await loadScenarios()).filter(({ number }) => numbers?.includes(number) ?? true)
  return runMatrix({ config: configHere(), clock: systemClock, scenarios, furtherDoors, onProgress })
}

test('no door of the sandbox believes what it should not, but where a scenario shows that', async () => {
  const matrix = await runHere()
  const text = renderMatrix(matrix, 120)
  const of = (kind: string) => matrix.cells.filter((cell) => cell.kind === kind)
  expect(of('leak')).toEqual([])
  expect(of('missed')).toEqual([])
  expect(matrix.missing).toEqual([])
  expect(of('right').length).toBeGreaterThan(15)
  expect(new Set(of('lesson').map(({ door }) => door))).toEqual(new Set(['B7', 'B8', 'B9', 'gwp', 'pik']))
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
  expect(matrix.closed).toHaveLength(4)
  for (const sentence of matrix.closed) expect(sentence).toContain('no connection came about')
  expect(`${text}${JSON.stringify(matrix)}`).not.toMatch(/eyJ[\w-]+\.[\w-]+\./)
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(120)
  const names = matrix.tokens.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(text).toContain(`\n${name} `)
  expect(progress).toContainEqual(expect.stringMatching(/^(\d+) of \1 {2}played scenario \d/))
  expect(progress.at(-1)).toMatch(/^(\d+) of \1 {2}shows .+ to \w/)
}, 120_000)

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

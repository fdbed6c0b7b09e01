import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { PEER_FAULTS, type PeerFault } from './support/peer-faults.ts'
import type { Answer } from './support/sandbox.ts'
import { openLonelySandbox, type LonelySandbox, type PeerName } from './support/stand-ins.ts'
import { until } from './support/until.ts'

let sandbox: LonelySandbox
beforeAll(async () => {
  sandbox = await openLonelySandbox()
})
afterAll(() => sandbox.close())
afterEach(() => expect(sandbox.logs.filter((line) => line.includes('"msg":"bug"'))).toEqual([]))

/** Much more than a play takes on a busy machine, and half of what A itself waits for its peers. */
const IN_TIME = 60_000

/** @param patience how long the caller waits, in milliseconds; for ever otherwise */
async function play(path: string, patience?: number): Promise<Answer> {
  const begin = performance.now()
  const headers = patience === undefined ? {} : { 'x-request-timeout-ms': String(patience) }
  const answer = await sandbox.plain('servicea', path, { headers })
  expect(performance.now() - begin, `${path} in time`).toBeLessThan(IN_TIME)
  return answer
}

function expectProblem({ status, headers, body }: Answer, peer: PeerName, expected: { status: number; type: string }) {
  expect(body).toMatchObject({ ...expected, peer, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) })
  expect(body.detail).toContain(peer)
  expect(status).toBe(expected.status)
  expect(headers['content-type']).toBe('application/problem+json')
}

/** So that a play ends at all whose peer says nothing. Other faults are told at once, however slow the machine is. */
const patienceWith = ({ expect }: PeerFault, milliseconds: number) => (expect.status === 504 ? milliseconds : undefined)

async function bringFault(peer: PeerName, { open }: PeerFault) {
  const fake = await open(await sandbox.identity(peer), sandbox.portOf[peer])
  onTestFinished(() => fake.close())
  return fake
}

const DOWN = { status: 502, type: 'urn:jwt-sandbox:problem:peer-unreachable' }

describe('a peer that is down', () => {
  test.each<[string, PeerName]>([
    ['/scenario1', 'jwt-factory'],
    ['/scenario2', 'jwt-factory'],
    ['/scenario3', 'serviceb'],
    ['/scenario4', 'serviceb'],
  ])('is named by %s: %s', async (path, peer) => {
    expectProblem(await play(path), peer, DOWN)
  })

  test('the factory is down: the self-signed scenarios go on without it', async () => {
    await sandbox.bring('serviceb', 'servicec')
    expect((await play('/scenario3')).body.valid).toBe(true)
    expect((await play('/scenario4')).body).toMatchObject({ serviceB: { valid: true }, serviceC: { valid: true } })
    expectProblem(await play('/scenario1'), 'jwt-factory', DOWN)
  })

  test('goes, comes back, goes again and comes back: A follows without a restart', async () => {
    await sandbox.bring('jwt-factory')
    for (let round = 0; round < 3; round++) {
      const serviceb = await sandbox.bring('serviceb')
      expect((await play('/scenario1')).body.valid).toBe(true)
      expect((await play('/scenario3')).body.valid).toBe(true)
      await serviceb.close()
      expectProblem(await play('/scenario1'), 'serviceb', DOWN)
      expectProblem(await play('/scenario3'), 'serviceb', DOWN)
    }
  })

  test('with ?trace=1 the problem tells the story so far', async () => {
    await sandbox.bring('jwt-factory')
    const { body } = await play('/scenario1?trace=1')
    expect(body.trace.map(({ who, verb }: { who: string; verb: string }) => `${who} ${verb}`)).toEqual(
      expect.arrayContaining(['servicea asks', 'jwt-factory signs', 'servicea sends']),
    )
  })
})

describe.each<[PeerName, string]>([
  ['serviceb', '/scenario3'],
  ['jwt-factory', '/scenario1'],
])('%s', (peer, path) => {
  test.each(PEER_FAULTS)(`$what: ${path} says so, and works again when the real one is back`, async (fault) => {
    const fake = await bringFault(peer, fault)
    expectProblem(await play(path, patienceWith(fault, 500)), peer, fault.expect)
    await until('a connection', () => fake.connections() > 0)
    expect((await sandbox.plain('servicea', '/hello')).text).toBe('hello')
    await fake.close()

    await sandbox.bring(...new Set<PeerName>([peer, 'serviceb']))
    expect((await play(path)).body.valid).toBe(true)
  })
})

describe('in a fan-out', () => {
  test.each(PEER_FAULTS)('B $what: that is its entry, and C answers as ever', async (fault) => {
    await bringFault('serviceb', fault)
    await sandbox.bring('jwt-factory', 'servicec')
    const patience = patienceWith(fault, 3000) // time enough for C
    const [two, four] = await Promise.all([play('/scenario2', patience), play('/scenario4', patience)])
    const failed = { valid: false, problem: { ...fault.expect, peer: 'serviceb' }, claims: {} }
    expect([two.status, four.status]).toEqual([200, 200])
    expect(two.body).toMatchObject({ serviceb: failed, servicec: { valid: true, claims: { aud: 'servicec' } } })
    expect(four.body).toMatchObject({ serviceB: failed, serviceC: { valid: true, claims: { aud: 'servicec' } } })
  })

  test('C is down: that is its entry, and B answers as ever', async () => {
    await sandbox.bring('jwt-factory', 'serviceb')
    const down = { valid: false, problem: { ...DOWN, peer: 'servicec' } }
    expect((await play('/scenario2')).body).toMatchObject({ serviceb: { valid: true }, servicec: down })
    expect((await play('/scenario4')).body).toMatchObject({ serviceB: { valid: true }, serviceC: down })
  })

  test('all callees fail: the play fails, and names each of them', async () => {
    await sandbox.bring('jwt-factory')
    for (const path of ['/scenario2', '/scenario4']) {
      const answer = await play(path)
      expectProblem(answer, 'serviceb', DOWN)
      expect(answer.body.detail).toContain('servicec')
    }
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bringFault, DOWN, expectProblem, patienceWith, play } from './support/failing-plays.ts'
import { withinGrowingLimit } from './support/growing-limit.ts'
import { PEER_FAULTS } from './support/peer-faults.ts'
import { openLonelySandbox, type LonelySandbox, type PeerName } from './support/stand-ins.ts'

let sandbox: LonelySandbox
beforeAll(async () => {
  sandbox = await openLonelySandbox()
})
afterAll(() => sandbox.close())
afterEach(() => expect(sandbox.logs.filter((line) => line.includes('"msg":"bug"'))).toEqual([]))

describe('a peer that is down', () => {
  test.each<[string, PeerName, string]>([
    ['/scenario1', 'jwt-factory', 'FACTORY_URL'],
    ['/scenario2', 'jwt-factory', 'FACTORY_URL'],
    ['/scenario3', 'serviceb', 'SERVICEB_URL'],
    ['/scenario4', 'serviceb', 'SERVICEB_URL'],
  ])('is named by %s: %s, and by the setting that leads there', async (path, peer, setting) => {
    const answer = await play(sandbox, path)
    expectProblem(answer, peer, DOWN)
    expect(answer.body.detail).toContain(`${setting} says where it is`)
  })

  test('the factory is down: the self-signed scenarios go on without it', async () => {
    await sandbox.bring('serviceb', 'servicec')
    expect((await play(sandbox, '/scenario3')).body.valid).toBe(true)
    expect((await play(sandbox, '/scenario4')).body).toMatchObject({
      serviceB: { valid: true },
      serviceC: { valid: true },
    })
    expectProblem(await play(sandbox, '/scenario1'), 'jwt-factory', DOWN)
  })

  test('goes, comes back, goes again and comes back: A follows without a restart', async () => {
    await sandbox.bring('jwt-factory')
    for (let round = 0; round < 3; round++) {
      const serviceb = await sandbox.bring('serviceb')
      expect((await play(sandbox, '/scenario1')).body.valid).toBe(true)
      expect((await play(sandbox, '/scenario3')).body.valid).toBe(true)
      await serviceb.close()
      expectProblem(await play(sandbox, '/scenario1'), 'serviceb', DOWN)
      expectProblem(await play(sandbox, '/scenario3'), 'serviceb', DOWN)
    }
  })

  test('with ?trace=1 the problem tells the story so far', async () => {
    await sandbox.bring('jwt-factory')
    const { body } = await play(sandbox, '/scenario1?trace=1')
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
    const fake = await bringFault(sandbox, peer, fault)
    await withinGrowingLimit(500, async (limit) => {
      expectProblem(await play(sandbox, path, patienceWith(fault, limit)), peer, fault.expect)
      expect(fake.connections()).toBeGreaterThan(0)
    })
    expect((await sandbox.plain('servicea', '/hello')).text).toBe('hello')
    await fake.close()

    await sandbox.bring(...new Set<PeerName>([peer, 'serviceb']))
    expect((await play(sandbox, path)).body.valid).toBe(true)
  })
})

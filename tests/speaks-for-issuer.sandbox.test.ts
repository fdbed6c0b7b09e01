import { afterAll, beforeAll, expect, test } from 'vitest'
import { failures, playsOf } from './support/plays.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { ALL_GOOD, verdictsOfAll } from './support/verdicts.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox({ env: { FACTORY_ISSUER: 'discovery' } })
})
afterAll(() => sandbox.close())

const { play, trace } = playsOf(() => sandbox)

test('with FACTORY_ISSUER=discovery every scenario works', async () => {
  expect(await verdictsOfAll(sandbox)).toEqual(ALL_GOOD)
})

test.each([1, 2, 5, 6])(
  'scenario %d is played with tokens of the issuer, and tells them apart when they are bad',
  async (n) => {
    const issuer = `https://localhost:${sandbox.factory.tlsPort}`
    expect(JSON.stringify(await play(`/scenario${n}`))).toContain(`"iss":"${issuer}"`)
    expect(failures(await trace(`/scenario${n}?expired=1`)).join()).toContain('expired')
  },
)

test('the trace tells who proves itself, and in whose name is signed; nothing speaks of a ring', async () => {
  for (const n of [1, 5, 6]) {
    const steps = (await trace(`/scenario${n}`)).map(({ who, verb, what }) => `${who} ${verb} ${what}`)
    expect(steps).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^servicea asks for a token for serviceb, with its secret$/),
        expect.stringMatching(/^jwt-factory believes that servicea is asking, by its secret \(client_secret_basic\)$/),
        'jwt-factory signs a token in the name of the issuer',
      ]),
    )
    expect((await trace(`/scenario${n}`)).filter((step) => 'ringId' in step)).toEqual([])
  }
})

test('the gateway of scenario 13 has the public key of the issuer then', async () => {
  const { body } = await sandbox.plain('servicea', '/scenario13?rs256=1')
  expect(body).toMatchObject({ minted: { status: 501 }, received: { valid: true } })
  expect(body.received.identity['x-consumer-username']).toBe('john_doe')
})

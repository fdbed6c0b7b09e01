import { afterAll, beforeAll, expect, test } from 'vitest'
import { assertion, assertionForm, openTestIssuer, type TestIssuer } from '../../test-issuer.ts'

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer()
})
afterAll(() => factory.close())

test('a trace tells who was believed and what was signed; without one, nothing is recorded', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const header = `00-${traceId}-b7ad6b7169203331-01`
  const form = { grant_type: 'client_credentials', ...assertionForm(await assertion(factory, 'servicea')) }
  await factory.post('/token', form).set('traceparent', header).expect(200)
  await factory.post('/token', form).set('traceparent', header).expect(401)
  const steps = factory.traces.get(traceId).flatMap(({ steps }) => steps)
  expect(steps.map(({ verb, what }) => `${verb} ${what}`)).toEqual([
    'checks the assertion of servicea',
    'believes the assertion of servicea',
    'signs a token for serviceb',
    'checks the assertion of servicea',
    'refuses the assertion of servicea',
    'refuses the request',
  ])
  expect(steps[0]?.checks?.at(-1)).toMatchObject({ check: 'replay', outcome: 'passed' })
  expect(steps[3]?.checks?.at(-1)).toMatchObject({ check: 'replay', outcome: 'failed', reason: 'replayed' })
  expect(JSON.stringify(steps)).not.toContain(form.client_assertion.split('.')[2])
})

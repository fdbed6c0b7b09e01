import { expect, onTestFinished, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { openTestSandbox } from '../../../tests/support/sandbox.ts'
import { openFactorySide } from './factory-side.ts'
import { issuerFacts, TARGET } from './issuer.fixture.ts'

test('every token of the catalogue is short enough for the control plane that signs it', async () => {
  const sandbox = await openTestSandbox()
  onTestFinished(() => sandbox.close())
  const issuer = `https://localhost:${sandbox.factory.tlsPort}`
  const side = await openFactorySide({
    ...issuerFacts({ target: { ...TARGET, issuer, algorithms: ['ES256', 'RS256'] } }),
    targetUrl: new URL(`https://localhost:${sandbox.processes.serviceb.tlsPort}`),
    factoryUrl: new URL(`http://localhost:${sandbox.processes['jwt-factory'].port}`),
  })
  onTestFinished(() => side.close())
  const made = CATALOGUE.filter(({ needs }) => needs.every((need) => side.has.has(need)))
  expect(made.map(({ id }) => id)).toContain('json-many-claims')
  const refused: string[] = []
  for (const { id, make } of made)
    await Promise.resolve(make(side.world(), true)).catch((error: Error) => refused.push(`${id}: ${error.message}`))
  expect(refused.filter((each) => each.includes('jwt-factory'))).toEqual([])
})

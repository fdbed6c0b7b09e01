import { expect, test } from 'vitest'
import { runCatalogue } from './run-catalogue.ts'
import { askStrict, casesNamed, claimsOf, letIn, runOf, tokenOf, world } from './target.fixture.ts'

test('who believes a bad token only after a good one is asked again after a good one', async () => {
  let isRemembered = true
  const { cases } = await runCatalogue(
    runOf(casesNamed('exp-past'), async (request) => {
      const { exp } = claimsOf(tokenOf(request))
      const isPast = typeof exp === 'number' && exp < world.now()
      const said = isPast && isRemembered ? letIn() : await askStrict(request)
      if (tokenOf(request)?.includes('.') === true) isRemembered = !isPast
      return said
    }),
  )
  expect(cases[0]).toMatchObject({ verdict: 'believed', finding: { kind: 'believed' } })
  expect(cases[0]?.remarks.join()).toMatch(/of 3 such tokens it believed 2, one of them just after a good token/)
})

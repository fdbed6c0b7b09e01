import { expect, test } from 'vitest'
import { runCatalogue } from './run-catalogue.ts'
import { askStrict, casesNamed, letIn, runOf, tokenOf } from './target.fixture.ts'

/** A target that lets a token in which it has refused so often before. */
function remembering(believedAt: number, most = Infinity) {
  const seen = new Map<string, number>()
  let believed = 0
  return runCatalogue(
    runOf(casesNamed('exp-past', 'aud-other-service'), async (request) => {
      const outcome = await askStrict(request)
      const token = tokenOf(request) ?? ''
      if (outcome.kind !== 'answered' || outcome.answer.status !== 401 || !token.includes('.')) return outcome
      const times = (seen.get(token) ?? 0) + 1
      seen.set(token, times)
      return times >= believedAt && believed++ < most ? letIn() : outcome
    }),
  )
}

const verdictsOf = async (...how: Parameters<typeof remembering>) =>
  (await remembering(...how)).cases.map(({ verdict }) => verdict)

test.each([2, 3])('who believes a bad token when it comes for time %i is found, in each family', async (times) => {
  const { cases, summary } = await remembering(times)
  for (const each of cases)
    expect(each).toMatchObject({
      verdict: 'believed',
      finding: { isFailing: true, sentence: expect.stringMatching(/refused it at first sight, and believed the very/) },
    })
  expect(summary).toMatchObject({ findings: 2, byVerdict: { believed: 2, refused: 0 } })
})

test('once may be chance, and never is no finding', async () => {
  expect(await verdictsOf(2, 1)).toEqual(['inconclusive', 'refused'])
  expect(await verdictsOf(4)).toEqual(['refused', 'refused'])
})

import { expect, test } from 'vitest'
import type { Attack } from '#attacks'
import { runCatalogue } from './run-catalogue.ts'
import { answeredWith, askStrict, casesNamed, runOf } from './target.fixture.ts'

/** How often a case makes its tokens with its one change, and without it. */
function counted(attack: Attack) {
  const made = { changed: 0, undone: 0 }
  const make: Attack['make'] = (world, changed) => {
    made[changed ? 'changed' : 'undone']++
    return attack.make(world, changed)
  }
  return { made, attack: { ...attack, make } }
}

test('however many attempts a case has, their good tokens are made once', async () => {
  const all = casesNamed('aud-other-service', 'sig-random', 'alg-none-case', 'exp-array').map(counted)
  const report = await runCatalogue(
    runOf(
      all.map(({ attack }) => attack),
      askStrict,
    ),
  )
  expect(report.cases.map(({ verdict }) => verdict)).toEqual(all.map(() => 'refused'))
  expect(all.map(({ made }) => made.undone)).toEqual(all.map(() => 1))
})

test('a flood is refused for what is in it, where so many good ones at once are too much for the target', async () => {
  let underWay = 0
  const report = await runCatalogue(
    runOf(casesNamed('dos-kid-flood'), async (request) => {
      underWay++
      try {
        const isFull = underWay > 120
        const outcome = await askStrict(request)
        return isFull && outcome.kind === 'answered' && outcome.answer.status === 200 ? answeredWith(503) : outcome
      } finally {
        underWay--
      }
    }),
  )
  expect(report.cases.map(({ verdict, reason }) => [verdict, reason])).toEqual([['refused', undefined]])
})

import { expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { chooseCases } from '../choose-cases.ts'
import { runCatalogue } from './run-catalogue.ts'
import { askStrict, NO_WAITING, runOf } from './target.fixture.ts'

/** What a plain run may wait for in all, one wait after the other. Milliseconds. */
const MOST_WAITED = 2000

test('a plain run waits once, for no longer than one wait takes: all cases are sent while the others wait', async () => {
  const { whyLeftOut } = chooseCases({ only: undefined, skip: [], withCost: false, further: [] })
  const last = CATALOGUE.at(-1)?.family
  const allSent = Promise.withResolvers<void>()
  const waits: { readonly milliseconds: number; readonly isLate: boolean }[] = []
  let isOver = false
  const clock = {
    ...NO_WAITING,
    /** Nobody who waits goes on before every case was sent: whatever waits in the way of others never comes to that. */
    async delay(milliseconds: number) {
      waits.push({ milliseconds, isLate: isOver })
      await allSent.promise
    },
  }
  const report = await runCatalogue(
    runOf(CATALOGUE, askStrict, {
      clock,
      whyLeftOut,
      onControl({ at }) {
        if (at !== `after ${last}`) return
        isOver = true
        allSent.resolve()
      },
    }),
  )
  expect(report.stopped).toBeUndefined()
  expect(waits.length).toBeGreaterThan(3)
  expect(waits.filter(({ isLate }) => isLate)).toEqual([])
  expect(Math.max(...waits.map(({ milliseconds }) => milliseconds))).toBeLessThanOrEqual(MOST_WAITED)
})

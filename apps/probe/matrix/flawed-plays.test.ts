import { expect, test } from 'vitest'
import { loadScenarios } from '#scenarios'
import { FLAWED_PLAYS, KEEPS_ITS_TOKEN, WITHDRAWING_PLAY } from './flawed-plays.ts'

test('each play whose tokens are bad is a variant of a scenario', async () => {
  const variants = (await loadScenarios()).flatMap(({ number, variants = {} }) =>
    Object.keys(variants).map((name) => `${number}?${name}`),
  )
  expect(variants).toEqual(expect.arrayContaining([...Object.keys(FLAWED_PLAYS), WITHDRAWING_PLAY, KEEPS_ITS_TOKEN]))
})

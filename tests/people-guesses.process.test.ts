import { existsSync } from 'node:fs'
import { expect } from 'vitest'
import { liveAmidGuesses, startGuessedPeople } from './support/guessed-people.ts'
import { needs } from './support/needs.ts'
import { until } from './support/until.ts'

const onLinux = needs(!existsSync('/proc/self/status') && 'this platform has no /proc, and perhaps no 127.0.0.2')

/** The soak has more of them, and says how long answers take. */
const GUESSES = 1500

onLinux.test('thousands of wrong passwords, at one name and at many, keep nobody out and take no memory', async () => {
  const people = await startGuessedPeople()
  await people.guess(200, () => 'tester') // until code is compiled
  const before = people.megabytes()
  const names = ['tester', 'TESTER', 'stoke', 'tester']
  const guesses = people.guess(GUESSES, (at) => (at % 2 ? `nobody ${at}` : (names[(at / 2) % 4] ?? '')))
  const { refused, took } = await liveAmidGuesses(people, guesses)
  expect(refused, 'whoever has the password, or a token').toEqual([])
  expect(took.renewals.length).toBeGreaterThan(0)
  expect(Object.keys(people.answered).filter((status) => !['401', '429', '503'].includes(status))).toEqual([])
  expect(people.answered[401]).toBeGreaterThan(0)
  expect(people.megabytes() - before).toBeLessThan(100) // as for any process (core/README.md)
  const begun = people.guess(100, () => 'tester')
  await until('a login from where the guesses come from', async () => (await people.logInAmidGuessers('tester', 'tester')).status === 200) // prettier-ignore
  await begun
  expect((await people.logInAmidGuessers('tester', 'tester')).status, 'and afterwards at once').toBe(200)
  expect(people.output()).not.toMatch(/wrong \d/)
  people.close()
})

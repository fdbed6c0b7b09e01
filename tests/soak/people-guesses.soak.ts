import { existsSync } from 'node:fs'
import { expect } from 'vitest'
import { liveAmidGuesses, startGuessedPeople } from '../support/guessed-people.ts'
import { needs } from '../support/needs.ts'
import { soakSize } from '../support/soak-size.ts'

const onLinux = needs(!existsSync('/proc/self/status') && 'this platform has no /proc, and perhaps no 127.0.0.2')
const WRONG = soakSize('SOAK_REQUESTS', 100_000)

/** As for any process (core/README.md). */
const MOST_MORE = 100

const spread = (times: number[]) => {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? NaN).toFixed(1)
  return `${sorted.length}: ${at(0.5)} ms, 99 of 100 within ${at(0.99)} ms, the slowest ${at(1)} ms`
}

onLinux.test(`${WRONG} wrong passwords at one name, and at as many names`, async () => {
  const people = await startGuessedPeople()
  await people.guess(3000, () => 'tester')
  const quiet = await liveAmidGuesses(people, Promise.resolve())
  const before = people.megabytes()
  console.log(`nobody guesses: renewals ${spread(quiet.took.renewals)}`)
  const kinds = { 'one name': () => 'tester', 'as many names': (at: number) => `nobody ${at}` }
  for (const [what, nameOf] of Object.entries(kinds)) {
    const { took, refused } = await liveAmidGuesses(people, people.guess(WRONG, nameOf))
    console.log(`${what}: renewals ${spread(took.renewals)}; logins ${spread(took.logins)}; ${(people.megabytes() - before).toFixed(0)} MB more`) // prettier-ignore
    expect(refused).toEqual([])
    expect(people.megabytes() - before).toBeLessThan(MOST_MORE)
  }
  console.log(JSON.stringify(people.answered))
  people.close()
})

import { expect } from 'vitest'
import { openTestPeople } from '../jwt-factory/people/people.fixture.ts'
import { needs } from './support/needs.ts'
import { openPeopleStandIn } from './support/people-stand-in.ts'
import { until } from './support/until.ts'
import { startVerifier, VERIFIER_PROGRAMS, type VerifierProgram } from './support/verifier-programs.ts'

const MINUTE = 60_000
/** ST-11: from the first moment of the first key (0:00) until its set says that it is time to ask again (2:15). */
const UNTIL_EXP = 135 * MINUTE

/**
 * The worked example of ST-11, whose 2:15 comes a moment after now: the verifier has a clock of its own.
 * @returns undefined where the machine was too slow for this moment
 */
async function seeKeysChange(program: VerifierProgram, moment: number) {
  const start = Date.now() - UNTIL_EXP + moment
  const people = await openTestPeople({ at: start })
  const standIn = await openPeopleStandIn(people.app)
  const env = { ISSUER: 'stoke-1', CLAIM: 'test=acc', PEOPLE_URL: standIn.url, FLOOR_SECONDS: '0.1' }
  const verifier = await startVerifier(program, env)
  const moveTo = async (minutes: number) => {
    people.clock.set(start + minutes * MINUTE)
    await people.rings.tick()
  }
  const token = async () => `Bearer ${(await people.asTester()).token}`

  const early = await verifier.ask(await token()) // it has expired: the clock of people is far behind
  if (Date.now() >= start + UNTIL_EXP) return undefined
  await moveTo(125)
  const shown = await people.keySet()
  const byFirst = await token()
  const before = await verifier.ask(byFirst)
  await until('a second fetch', async () => (await verifier.ask(byFirst)).status === 200 && standIn.asked() > 1)
  await moveTo(150.1)
  const after = await verifier.ask(await token())
  const statuses = [early, before, after].map(({ status }) => status)
  return { statuses, keys: shown.keys.length, asked: standIn.asked() }
}

for (const program of VERIFIER_PROGRAMS) {
  needs(program.lack).test(
    `${program.name}: when exp has passed it fetches once, and has the key that signs next`,
    async () => {
      let seen: Awaited<ReturnType<typeof seeKeysChange>>
      for (let moment = 3000; !seen && moment < 60_000; moment *= 2) seen = await seeKeysChange(program, moment)
      expect(seen).toEqual({ statuses: [401, 200, 200], keys: 2, asked: 2 })
    },
  )
}

import { expect, onTestFinished } from 'vitest'
import type { AskConsole, WorkshopStep } from '../../apps/console/workshop/step.ts'
import { WORKSHOP_STEPS } from '../../apps/console/workshop/tracks.ts'
import type { WorkshopState } from '../../apps/console/workshop/workshop-state.ts'
import { openTestWorkshop, type Participant } from './workshop-room.ts'

const ALL = ['jwt-factory', 'servicea', 'serviceb', 'servicec', 'neighbours']

/** So many do something at the same moment: the others read, think, and ask each other. */
const AT_THE_SAME_MOMENT = 4

/** All take the track for everybody, but one for each of the others. */
const trackOf = (at: number) => (at === 7 ? 'security' : at === 8 ? 'mesh' : 'workshop')
const stepsFor = (at: number) => WORKSHOP_STEPS.filter(({ track }) => track === trackOf(at))

/** Some begin later: they are in the midst of it while others have finished, and play with what they have. */
const beginsIn = (at: number) => at % 5

/** As a person does who is told to try again in a moment. */
function patient(ask: AskConsole): AskConsole {
  return async (path, body, method) => {
    for (;;) {
      try {
        return await ask(path, body, method)
      } catch (error) {
        if (!String(error).includes(' answered 429')) throw error
      }
    }
  }
}

/** What only she does to her sandbox: her clocks are wrong by as many minutes as her number is, and one ring is rotated. */
async function disturb({ ask }: Participant, at: number): Promise<void> {
  await ask('/api/control/clock', { to: ALL, change: { skew: `${at + 1}m` } }, 'PUT')
  await ask('/api/keys', { process: 'jwt-factory', ringId: 'servicec', act: 'rotate' })
}

/** The same of the room: by how many minutes clocks are wrong, and which key signs for C. */
async function foundAt({ ask, request }: Participant): Promise<{ minutes: number[]; kid: string }> {
  const told = await (await request('/api/events')).text()
  const minutes = [...told.matchAll(/"skew":(\d+)/g)].map(([, skew]) => Number(skew) / 60_000)
  const rings: { ringId: string; keys: { kid: string; state: string }[] }[] = (await ask('/api/keys')).holders[0].told
    .rings
  const keys = rings.find(({ ringId }) => ringId === 'servicec')?.keys ?? []
  return { minutes: [...new Set(minutes)], kid: keys.find(({ state }) => state === 'active')?.kid ?? '' }
}

/** Does it for each, a few at once, in their order. */
async function forEachOf<Each>(all: readonly Each[], act: (each: Each, at: number) => Promise<void>): Promise<void> {
  const rest = all.entries()
  const worker = async () => {
    for (const [at, each] of rest) await act(each, at)
  }
  await Promise.all(Array.from({ length: AT_THE_SAME_MOMENT }, worker))
}

/** @throws Error with what the sandbox says where the step is not done by what its last hint says */
async function finish({ ask }: Participant, { id, solution }: WorkshopStep, who: string): Promise<void> {
  try {
    await solution(patient(ask))
  } catch (cause) {
    throw new Error(`${who} did not finish ${id}`, { cause })
  }
  const { tracks }: WorkshopState = await ask('/api/workshop')
  const told = tracks.flatMap(({ steps }) => steps).find((step) => step.id === id)
  if (told?.state === 'done') return
  const plays: unknown = await ask('/api/plays')
  throw new Error(`${who}: ${id} is ${told?.state}: ${told?.nearly}. ${JSON.stringify(plays).slice(0, 3000)}`)
}

/** All take their tracks beside each other, to their ends; nobody finds anything of another one. @param count of people */
export async function finishWorkshopTogether(count: number): Promise<void> {
  const workshop = await openTestWorkshop({ LOG_LEVEL: 'warn' })
  onTestFinished(() => workshop.close())
  const people = await Promise.all(Array.from({ length: count }, (_each, at) => workshop.join(`Person ${at + 1}`)))
  const last = Math.max(...people.map((_each, at) => beginsIn(at) + stepsFor(at).length))
  for (let round = 0; round <= last; round++) {
    await forEachOf(people, async (person, at) => {
      const step = stepsFor(at)[round - beginsIn(at)]
      if (round - beginsIn(at) === stepsFor(at).length) await disturb(person, at)
      if (step) await finish(person, step, `person ${at + 1}`)
    })
  }
  const kids = new Set<string>()
  for (const [at, person] of people.entries()) {
    const { tracks }: WorkshopState = await person.ask('/api/workshop')
    const done = tracks.flatMap(({ steps }) => steps.flatMap(({ id, state }) => (state === 'done' ? [id] : [])))
    expect([at, done]).toEqual([at, stepsFor(at).map(({ id }) => id)])
    const { minutes, kid } = await foundAt(person)
    expect([at, minutes]).toEqual([at, [at + 1]])
    kids.add(kid)
  }
  expect(kids.size).toBe(count)
  const told = workshop.room.look().people // in the order in which they came in
  const doneBy = new Map(told.map(({ name, tracks }) => [name, tracks.reduce((sum, { done }) => sum + done, 0)]))
  expect(doneBy).toEqual(new Map(people.map((_each, at) => [`Person ${at + 1}`, stepsFor(at).length])))
}

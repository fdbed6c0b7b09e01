import { expect, test, vi } from 'vitest'
import { manualClock } from '#core/clock'
import type { LabDesk } from '../console/attack-lab/lab-desk.ts'
import type { LabRun } from '../console/pages/attack-lab/lab-state.ts'
import { labOfRoom } from './lab-of-room.ts'
import { createSlots } from './slots.ts'

const CAST = { target: { cast: 'serviceb-scenario7' } } as const
const RUN: LabRun = { id: 'a', target: 'B', whom: { cast: 'serviceb-scenario7' }, isGoing: true, of: 1, results: [] }

const slotsOf = (most: number, words: string) => createSlots({ most, words, clock: manualClock(0) })

/** A lab whose run ends when the test says so. */
function scriptedLab() {
  let run: LabRun | undefined
  const listeners = new Set<(ended: LabRun) => void>()
  const start = vi.fn<LabDesk['start']>(async () => (run = RUN))
  const lab = {
    look: () => run,
    onEnd(listener: (ended: LabRun) => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    start,
    beside: vi.fn<LabDesk['beside']>(async () => []),
    discover: vi.fn<LabDesk['discover']>(),
    matrix: vi.fn<LabDesk['matrix']>(),
    lookMatrix: () => undefined,
    stopMatrix() {},
    stop() {},
    close: async () => {},
  } satisfies LabDesk
  const end = () => {
    run = { ...RUN, isGoing: false }
    for (const listener of listeners) listener(run)
  }
  return { lab, start, end }
}

test('it attacks the own sandbox, and nothing else', async () => {
  const { lab, start } = scriptedLab()
  const limited = labOfRoom(lab, slotsOf(1, 'busy'))
  const elsewhere = { url: 'http://10.0.0.1/', audience: 'a' }
  const refusal = expect.objectContaining({ type: 'conflict' })
  await expect(limited.start({ target: elsewhere })).rejects.toEqual(refusal)
  await expect(limited.beside('aud-other-service', elsewhere)).rejects.toEqual(refusal)
  await expect(limited.discover({ url: 'http://10.0.0.1/' })).rejects.toEqual(refusal)
  expect([start.mock.calls, lab.beside.mock.calls, lab.discover.mock.calls]).toEqual([[], [], []])
})

test.each([{ only: ['cost'] }, { only: ['encoding', 'dos-dots'] }, { withKeys: true }])(
  'it sends no floods, and no probe that takes minutes: %j',
  async (more) => {
    const { lab, start } = scriptedLab()
    const limited = labOfRoom(lab, slotsOf(1, 'busy'))
    await expect(limited.start({ ...CAST, ...more })).rejects.toThrow(/npm start/)
    expect(start).not.toHaveBeenCalled()
    await limited.start({ ...CAST, only: ['encoding'] })
  },
)

test('so many labs run as the room has places, and each gives its place back at its end', async () => {
  const slots = slotsOf(1, 'Others are at it.')
  const [first, second] = [scriptedLab(), scriptedLab()]
  const [one, two] = [labOfRoom(first.lab, slots), labOfRoom(second.lab, slots)]
  await one.start(CAST)
  await expect(two.start(CAST)).rejects.toThrow('Others are at it.')
  await expect(two.beside('a', CAST.target)).rejects.toThrow('Others are at it.')
  first.end()
  await two.beside('a', CAST.target)
  await two.start(CAST)
  await expect(one.start(CAST)).rejects.toThrow('Others are at it.')
  await two.close()
  await one.start(CAST)
})

test('a run that cannot begin takes no place', async () => {
  const slots = slotsOf(1, 'busy')
  const { lab, start } = scriptedLab()
  start.mockRejectedValueOnce(new Error('no'))
  const limited = labOfRoom(lab, slots)
  await expect(limited.start(CAST)).rejects.toThrow('no')
  slots.take({})
})

test.each(['the run ends', 'the person is removed'])(
  'requests at the same moment take one slot, which is free again when %s',
  async (how) => {
    const slots = slotsOf(3, 'busy')
    const { lab, start, end } = scriptedLab()
    const limited = labOfRoom(lab, slots)
    const answers = await Promise.allSettled([1, 2, 3].map(() => limited.start(CAST)))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(start).toHaveBeenCalledOnce()
    await (how === 'the run ends' ? end() : limited.close())
    for (const person of [{}, {}, {}]) slots.take(person)
    expect(() => slots.take({})).toThrow('busy')
  },
)

test('a run, a matrix and tokens beside others take one slot of a person', async () => {
  const slots = slotsOf(2, 'busy')
  const { lab, end } = scriptedLab()
  const limited = labOfRoom(lab, slots)
  await limited.start(CAST)
  const refusal = expect.objectContaining({ type: 'conflict' })
  await expect(limited.beside('a', CAST.target)).rejects.toEqual(refusal)
  await expect(limited.matrix()).rejects.toEqual(refusal)
  slots.take({})()
  end()
  await limited.beside('a', CAST.target)
})

test('a run that begins while its person is removed is ended, and keeps no slot', async () => {
  const slots = slotsOf(1, 'busy')
  const { lab, start } = scriptedLab()
  const { promise, resolve } = Promise.withResolvers<LabRun>()
  start.mockReturnValueOnce(promise)
  const close = vi.spyOn(lab, 'close')
  const limited = labOfRoom(lab, slots)
  const starting = limited.start(CAST)
  await limited.close()
  slots.take({})
  resolve(RUN)
  await starting
  expect(close).toHaveBeenCalledTimes(2)
  await expect(limited.start(CAST)).rejects.toThrow()
})

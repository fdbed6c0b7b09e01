import { expect, test, vi } from 'vitest'
import { EMPTY_MATRIX } from '../../probe/matrix/empty-matrix.fixture.ts'
import type { TokenMatrix } from '../../probe/matrix/token-matrix.ts'
import { createLabDesk } from './create-lab-desk.ts'
import type { LabRunner } from './lab-runner.ts'

const unused = async () => expect.fail('nobody asks for it here')
const others = { begin: unused, withWorld: unused, discover: unused, matrix: unused }
const log = { warn() {} }

test('whoever looks sees how far the matrix has come, and may stop it; the whole one stays', async () => {
  const made = Promise.withResolvers<TokenMatrix>()
  const token = {
    id: 't1',
    name: 'A',
    kind: 'plain',
    owner: 'a',
    audience: [],
    scenarios: [1],
    isRevoked: false,
  } as const
  const part = { ...EMPTY_MATRIX, tokens: [token] }
  const matrix: LabRunner['matrix'] = ({ onBegun, onProgress, stop }) => {
    onBegun?.(() => part)
    onProgress?.('3 of 9  shows A to serviceb')
    void stop?.come.then((stopped) => made.resolve({ ...part, stopped }))
    return made.promise
  }
  const desk = createLabDesk({ runner: { ...others, matrix }, log })
  expect(desk.lookMatrix()).toBe(undefined)
  expect(() => desk.stopMatrix()).toThrow('No matrix')
  const asked = desk.matrix()
  expect(desk.lookMatrix()).toEqual({ isGoing: true, words: '3 of 9  shows A to serviceb', matrix: part })
  await desk.stopMatrix()
  const whole = { ...part, stopped: 'Somebody stopped it.' }
  expect(await asked).toEqual(whole)
  expect(desk.lookMatrix()).toEqual({ isGoing: false, words: '', matrix: whole })
})

test('twenty pages that ask for the matrix at once get the same one, and the next asks anew', async () => {
  const made = Promise.withResolvers<TokenMatrix>()
  let asked = 0
  const matrix = () => {
    asked++
    return made.promise
  }
  const desk = createLabDesk({ runner: { ...others, matrix }, log })
  const all = Array.from({ length: 20 }, () => desk.matrix())
  made.resolve(EMPTY_MATRIX)
  expect(await Promise.all(all)).toEqual(all.map(() => EMPTY_MATRIX))
  expect(asked).toBe(1)
  await desk.matrix()
  expect(asked).toBe(2)
})

test('twenty pages that open a case at once are served in part, and the others are told to come back', async () => {
  const going = Promise.withResolvers<never>()
  const desk = createLabDesk({ runner: { ...others, withWorld: () => going.promise }, log })
  const target = { cast: 'serviceb-scenario7' } as const
  const all = Array.from({ length: 20 }, () => desk.beside('aud-other-service', target))
  going.reject(new Error('over'))
  const reasons = (await Promise.allSettled(all)).map((one) =>
    one.status === 'rejected' ? String(one.reason) : 'fine',
  )
  expect(reasons.filter((reason) => reason.includes('Many tokens are being made'))).toHaveLength(14)
})

test('a console that ends waits until the run has taken back what it had set', async () => {
  const ended = Promise.withResolvers<{ summary: never }>()
  const begin = vi.fn<LabRunner['begin']>(async () => ({ target: 'https://service', end: ended.promise }))
  const desk = createLabDesk({ runner: { ...others, begin, matrix: unused }, log })
  await desk.close()
  await desk.start({ target: { cast: 'serviceb-scenario7' } })
  const closed = vi.fn<() => void>()
  const closing = desk.close().then(closed)
  expect(begin.mock.calls[0]?.[0].signal.aborted).toBe(true)
  await Promise.resolve()
  expect(closed).not.toHaveBeenCalled()
  ended.reject(new Error('over'))
  await closing
  expect(desk.look()?.isGoing).toBe(false)
})

test('after the cases a run says what it looks at, until it ends', async () => {
  const end = Promise.withResolvers<never>()
  const begin: LabRunner['begin'] = async ({ onPhase }) => {
    onPhase?.('key set: a new key, 88 s left at most')
    return { target: 'B', end: end.promise }
  }
  const desk = createLabDesk({ runner: { ...others, begin }, log })
  await desk.start({ target: { cast: 'serviceb-scenario7' } })
  expect(desk.look()?.phase).toBe('key set: a new key, 88 s left at most')
  const ended = Promise.withResolvers<void>()
  desk.onEnd(() => ended.resolve())
  end.reject(new Error('gone'))
  await ended.promise
  expect(desk.look()).toMatchObject({ isGoing: false, phase: undefined })
})

import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { Problem } from '#core/http/problem'
import { createTraces, silent } from '#core/trace/recorder'
import { gather } from './gather.ts'

const down = (name: string) => new Problem('peer-unreachable', `${name} is down.`, { members: { peer: name } })

const failingInB = (error: Error) => async (callee: string) => {
  if (callee === 'serviceb') throw error
  return 'C'
}

test('acts for all callees at once and keeps their order', async () => {
  const first = Promise.withResolvers<string>()
  const gathered = gather(
    ['serviceb', 'servicec'],
    async (callee) => {
      if (callee === 'serviceb') return first.promise
      first.resolve('B, after C') // one after the other, this would never come
      return 'C'
    },
    silent,
  )
  expect(await gathered).toEqual(['B, after C', 'C'])
})

test('one that fails is its own entry, in which nothing is believed', async () => {
  expect(await gather(['serviceb', 'servicec'], failingInB(down('serviceb')), silent)).toEqual([
    {
      valid: false,
      problem: {
        type: 'urn:jwt-sandbox:problem:peer-unreachable',
        status: 502,
        detail: 'serviceb is down.',
        peer: 'serviceb',
      },
      claims: {},
    },
    'C',
  ])
})

test('one that fails is told in the trace', async () => {
  const recorder = createTraces('servicea', manualClock(0)).record('t', undefined)
  await gather(['serviceb', 'servicec'], failingInB(down('serviceb')), recorder)
  expect(recorder.recording?.steps).toMatchObject([{ verb: 'fails', reason: 'serviceb is down.' }])
})

test('when all fail, the play fails and says what happened to each', async () => {
  const gathered = gather(['serviceb', 'servicec'], (callee) => Promise.reject(down(callee)), silent)
  await expect(gathered).rejects.toMatchObject({
    name: 'Problem',
    type: 'peer-unreachable',
    status: 502,
    detail: 'serviceb is down. servicec is down.',
  })
})

test('a fault common to all is said once', async () => {
  const gathered = gather(['serviceb', 'servicec'], () => Promise.reject(down('jwt-factory')), silent)
  await expect(gathered).rejects.toMatchObject({ detail: 'jwt-factory is down.' })
})

test('a bug in one of them is a bug of the play and no entry', async () => {
  const gathered = gather(['serviceb', 'servicec'], failingInB(new TypeError('a bug')), silent)
  await expect(gathered).rejects.toThrow(TypeError)
})

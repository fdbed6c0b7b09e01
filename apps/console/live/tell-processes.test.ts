import { expect, test } from 'vitest'
import type { ControlledName } from '#core/config/processes'
import { Problem } from '#core/http/problem'
import { sayOutcomes } from '../parts/outcome-lines.ts'
import type { AskProcess, ProcessQuestion } from './ask.ts'
import { changeKeys } from './change-keys.ts'
import { readRequests } from './read-control.ts'
import { readRings, ringAtPath } from './read-rings.ts'
import { moveClocks, sayState, tellProcesses } from './tell-processes.ts'

type Script = (name: ControlledName, question: ProcessQuestion) => { status: number; body: unknown }

/** @param answer what the processes say; serviceb is down */
function scripted(answer: Script) {
  const asked: (ProcessQuestion & { name: ControlledName })[] = []
  const ask: AskProcess = async (name, question) => {
    asked.push({ name, ...question })
    if (name === 'serviceb') throw new Problem('peer-unreachable', 'serviceb cannot be reached.')
    return answer(name, question)
  }
  return { ask, asked }
}

const clock = { now: () => 1234.5 }
const noPlays = { get: () => undefined }
const fine = (sentence: string) => ({
  status: 200,
  body: { set: [sentence], clock: { sentence, speed: 1 }, faults: [] },
})

test('all are told, those that are down are named, and a refusal is in the words of the process', async () => {
  const { ask } = scripted((name) =>
    name === 'servicec' ? { status: 409, body: { detail: 'Not here.' } } : { status: 200, body: { set: [] } },
  )
  const order = { method: 'POST', path: '/reset', say: sayState } as const
  const outcomes = await tellProcesses(ask, ['jwt-factory', 'serviceb', 'servicec'], order)
  expect(outcomes).toEqual([
    { name: 'jwt-factory', isDone: true, words: 'nothing is set' },
    { name: 'serviceb', isDone: false, isSilent: true, words: 'serviceb cannot be reached.' },
    { name: 'servicec', isDone: false, words: 'Not here.' },
  ])
})

test('what other programs at the port may answer is not passed on', async () => {
  const { ask } = scripted(() => ({ status: 200, body: '<h1>Another program</h1>' }))
  const [outcome] = await tellProcesses(ask, ['servicea'], { method: 'POST', path: '/reset', say: sayState })
  expect(outcome).toEqual({ name: 'servicea', isDone: false, words: 'servicea answered 200, and did not say why.' })
})

test('clocks are moved for one moment, and say the same', async () => {
  const { ask, asked } = scripted((name) =>
    fine(`the clock says 2026-01-01T00:00:0${name === 'servicea' ? 1 : 2}.000Z: 10 min ahead`),
  )
  const outcomes = await moveClocks(ask, clock, ['jwt-factory', 'servicea'], { advance: '10m' })
  expect(sayOutcomes(outcomes, 2).lines).toEqual([
    { isRefused: false, who: 'all processes', words: 'the clock is 10 min ahead' },
  ])
  const bodies = asked.filter(({ method }) => method === 'PUT').map(({ body }) => body)
  expect(bodies).toEqual([
    { advance: '10m', at: 1235 },
    { advance: '10m', at: 1235 },
  ])
})

test('where one clock cannot be moved, none is', async () => {
  const { ask, asked } = scripted((name) =>
    name === 'jwt-factory' ? { status: 200, body: { clock: { fixed: 'With Redis.' } } } : fine('x'),
  )
  const outcomes = await moveClocks(ask, clock, ['jwt-factory', 'servicea', 'serviceb'], { freeze: true })
  expect(outcomes).toEqual([{ name: 'jwt-factory', isDone: false, words: 'With Redis. No clock was moved.' }])
  expect(asked.every(({ method }) => method === 'GET')).toBe(true)
})

const one = (name: string, isDone: boolean, words: string) => ({ name, isDone, words })

test('outcomes that differ stand in lines of their own', () => {
  const { isRefused, lines } = sayOutcomes([one('a', true, 'x'), one('b', false, 'x'), one('c', true, 'x')], 3)
  expect(isRefused).toBe(true)
  expect(lines.map(({ who }) => who)).toEqual(['a, c', 'b'])
})

test.each<[change: object, asked: string]>([
  [{ ringId: 'demo', act: 'prepare' }, 'POST /keys/demo?prepare=1'],
  [{ ringId: 'demo', act: 'rotate' }, 'POST /keys/demo'],
  [{ ringId: 'demo', act: 'revoke', kid: 'a-b_c' }, 'DELETE /keys/demo/a-b_c'],
  [{ ringId: '@', act: 'rotate' }, 'POST /keys'],
  [{ ringId: '@@RS256', act: 'revoke', kid: 'k' }, 'DELETE /keys/k'],
  [{ ringId: '@partner', act: 'prepare' }, 'POST /issuers/partner/keys?prepare=1'],
  [{ ringId: '@partner@RS256', act: 'revoke', kid: 'k' }, 'DELETE /issuers/partner/keys/k'],
  [{ process: 'servicea', ringId: 'servicea', act: 'rotate' }, 'POST /gen-keys'],
])('%o is %s', async (change, wanted) => {
  const { ask, asked } = scripted(() => ({ status: 201, body: { kid: 'new' } }))
  await changeKeys(ask, { process: 'jwt-factory', ...change } as Parameters<typeof changeKeys>[1])
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([wanted])
})

test.each([
  { process: 'servicea', ringId: 'servicea', act: 'revoke', kid: 'k' },
  { process: 'jwt-factory', ringId: '../utils/dump', act: 'rotate' },
  { process: 'jwt-factory', ringId: '@../x', act: 'rotate' },
] as const)('%o is refused, and nobody is asked', async (change) => {
  const { ask, asked } = scripted(() => ({ status: 200, body: {} }))
  await expect(changeKeys(ask, change)).rejects.toThrow(Problem)
  expect(asked).toEqual([])
})

test('requests are the last ones of all who have the route, the newest first', async () => {
  const { ask, asked } = scripted((name, { path }) => {
    if (path === '/control')
      return {
        status: 200,
        body: { on: ['servicea', 'neighbours'].includes(name) ? ['hello', 'tls'] : ['jwks', 'tls'] },
      }
    const at = name === 'jwt-factory' ? 2 : 1
    return { status: 200, body: { count: 7, requests: [{ at: `2026-01-01T00:00:0${at}.000Z` }] } }
  })
  const seen = await readRequests({ ask, plays: noPlays }, { process: '', on: 'jwks', from: 'x', trace: '' })
  expect(seen.requests.map(({ process }) => process)).toEqual(['jwt-factory', 'servicec'])
  expect(seen.count).toBe(14)
  const paths = asked.map(({ path }) => path).filter((path) => path !== '/control')
  expect(paths).toEqual(['/control/requests?on=jwks&from=x&last=100', '/control/requests?on=jwks&from=x&last=100'])
})

test('rings of all who have keys, why others tell none, and whose key set was fetched', async () => {
  const { ask } = scripted((_name, { path }) =>
    path.startsWith('/control/rings')
      ? { status: 200, body: { count: 0, rings: [] } }
      : {
          status: 200,
          body: {
            count: 9,
            requests: [
              { at: 'a', path: '/jwks' },
              { at: 'b', path: '/keys/x/jwks' },
            ],
          },
        },
  )
  const { holders, fetches, fetched, machineNow } = await readRings(
    { ask, clock, plays: noPlays },
    { like: '', most: 5 },
  )
  expect(holders.find(({ name }) => name === 'serviceb')?.why).toBe('serviceb cannot be reached.')
  expect(holders.filter(({ told }) => told)).toHaveLength(3)
  expect(fetches.map(({ at, ringId }) => at + ringId)).toEqual(['bx', 'a@'])
  expect([fetched, machineNow]).toEqual([9, 1234.5])
})

test.each([
  ['/jwks', '@'],
  ['/.well-known/jwks.json?pretty=1', '@'],
  ['/below/a/path/jwks', '@'],
  ['/utils/jwks', '*'],
  ['/keys/demo/jwks', 'demo'],
  ['/issuers/partner/.well-known/jwks.json', '@partner'],
])('the keys at %s are those of %s', (path, ringId) => {
  expect(ringAtPath(path)).toBe(ringId)
})

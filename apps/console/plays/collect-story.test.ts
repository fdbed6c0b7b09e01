import { expect, test } from 'vitest'
import type { AskProcess } from '../live/ask.ts'
import { collectStory } from './collect-story.ts'
import { requestOf } from './request-of.ts'

const TRACE = 'a'.repeat(32)

/** A called B twice at once, and B took up the second call first; the second was sent again. */
const calls = ['first', 'second'].map((id) => ({ id, who: 'servicea', verb: 'sends', to: 'serviceb', what: id }))
const arrived = [
  { from: 'servicea', method: 'GET', path: '/second', parentId: 'second', status: 0 },
  { from: 'servicea', method: 'GET', path: '/second', parentId: 'second', status: 401 },
  { from: 'servicea', method: 'GET', path: '/first', parentId: 'first', status: 200 },
  { from: 'somebody', method: 'GET', path: '/foreign', parentId: 'of-nobody', status: 200 },
  { method: 'GET', path: '/without' },
]

const ask: AskProcess = (name, { path }) => {
  if (path === `/control/requests?trace=${TRACE}`)
    return Promise.resolve({ status: 200, body: { requests: name === 'serviceb' ? arrived : [] } })
  return Promise.resolve({ status: 200, body: name === 'servicea' ? [{ steps: calls }] : [] })
}

const story = await collectStory(ask, TRACE, { caller: 'servicea', isFirst: () => true })
const play = { ...story, traceId: TRACE, scenario: 1, title: '', query: '', caller: 'servicea', startedAt: 0, tookMs: 0, status: 200, outcome: { outcome: 'good' as const }, hasTokens: false } // prettier-ignore

test('a call has the request that it caused, in whatever order they came; of one sent again the last', () => {
  expect(requestOf(play, 1)).toMatchObject({ path: '/first', status: 200 })
  expect(requestOf(play, 2)).toMatchObject({ path: '/second', status: 401 })
  expect(requestOf(play, 3)).toBeUndefined()
})

test('what no step of the story has caused belongs to none', () => {
  const unowned = story.requests['serviceb']?.filter(({ step }) => step === undefined)
  expect(unowned?.map(({ path }) => path)).toEqual(['/foreign', '/without'])
})

test('ids of steps are nothing that a person reads', () => {
  const text = JSON.stringify(story)
  expect(text).not.toContain('parentId')
  expect(story.steps.map((step) => Object.keys(step))).not.toContainEqual(expect.arrayContaining(['id']))
})

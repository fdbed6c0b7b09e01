import { expect, test } from 'vitest'
import { renderPage } from '#core/page/render-page'
import type { KeySetFetch } from '../../live/told.ts'
import { FetchesView } from './fetches.view.ts'

const TRACE = 'abcdef0123456789'.repeat(2)

const shown = (more: Partial<KeySetFetch>) => {
  const fetch: KeySetFetch = {
    at: '2026-11-26T12:00:00Z',
    from: 'serviceb',
    path: '/jwks',
    ringId: '@',
    traceId: TRACE,
    status: 200,
  }
  const body = FetchesView({ rings: { machineNow: 0, holders: [], fetches: [{ ...fetch, ...more }], fetched: 1 } })
  const files = { style: '', icon: '', entry: () => ({ name: '', imports: [] }) }
  return renderPage({ title: '', of: '', body }, files, { theme: '', folder: '' })
}

test('a fetch leads to the play that it was part of, while that is kept', () => {
  expect(shown({ isOfPlay: true })).toMatch(new RegExp(`<a [^>]*href="/plays/${TRACE}"[^>]*>abcdef01</a>`))
})

test('a fetch that was part of no play that is kept has its trace id, and leads nowhere', () => {
  expect(shown({})).not.toContain(`/plays/${TRACE}`)
  expect(shown({})).toContain('abcdef01')
})

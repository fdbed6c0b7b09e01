import { expect, test } from 'vitest'
import type { ToldPeople } from '#core/control/told-people'
import { openScriptedConsole } from '../test-console.ts'
import request from '../../../tests/support/request.ts'

const NOW = Date.parse('2026-11-27T12:00:00Z')
const HOUR = 3_600_000
const TOLD: ToldPeople = {
  now: NOW,
  dialect: 'strict',
  count: 3,
  people: [
    { username: '<b>tester', called: 'Travis Ester', groups: ['Testers'], claims: { sub: 'tester', test: 'acc' } },
    { username: 'stoke', called: 'Stephen Toke', groups: [], claims: { stk: 'S' } },
  ],
  line: {
    from: NOW - HOUR,
    to: NOW + HOUR,
    keys: [
      { kid: 'key-1', state: 'active', published: NOW - HOUR, signs: { from: NOW - HOUR, to: NOW }, gone: NOW + HOUR },
    ],
    marks: [{ kind: 'now', at: NOW }, { kind: 'drop', at: NOW + HOUR }], // prettier-ignore
  },
  last: [
    { at: NOW, what: 'login', isRefused: false, who: 'stoke' },
    { at: NOW - 1000, what: 'login', isRefused: true, who: '<b>tester', on: '<b>tester', reason: 'wrong-credentials' },
    { at: NOW - 2000, what: 'login', isRefused: true, who: 'somebody unknown', reason: 'wrong-credentials' },
  ],
}

test('the page shows what the next token of each person says, their keys, and who has logged in', async () => {
  const { app, asked } = await openScriptedConsole({ answer: () => ({ status: 200, body: TOLD }) })
  const { text } = await request(app).get('/people').set('accept', 'text/html').expect(200)
  expect(asked).toEqual([{ name: 'jwt-factory', question: expect.objectContaining({ method: 'GET', path: '/admin/told' }) }]) // prettier-ignore
  const words = (text.split('<main')[1]?.split('</main>')[0] ?? '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
  expect(words).toMatch(/T 13:00.*&lt;b>tester Travis Ester · Testers.*test acc.*stoke.*stk S.*and 1 more.*login stoke.*wrong-credentials.*somebody unknown/) // prettier-ignore
  expect(text).toContain('href="http://localhost:5555/admin"')
  expect((await request(app).get('/api/people')).body).toEqual({ told: TOLD })
})

test('a factory without people, or without an answer, is no fault of the page', async () => {
  const { app } = await openScriptedConsole()
  const { text } = await request(app).get('/people').set('accept', 'text/html').expect(200)
  expect(text).toContain('jwt-factory cannot be reached.')
})

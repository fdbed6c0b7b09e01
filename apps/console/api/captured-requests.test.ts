import { expect, test } from 'vitest'
import type { ProcessQuestion } from '../live/ask.ts'
import { openScriptedConsole } from '../test-console.ts'

const PAGE = 'text/html'
const OTHER = 'f'.repeat(32)

const seenOf = (of: string) => ({ at: '2026-02-03T10:00:00Z', traceId: of, method: 'GET', path: '/jwks' })

/** A console that has played once, and whose factory has seen a request of that play and one of another. */
async function openPlayed() {
  let traceId = ''
  const answer = (name: string, { path, headers }: ProcessQuestion) => {
    traceId = headers?.['traceparent']?.split('-')[1] ?? traceId
    if (!path.startsWith('/control')) return { status: 200, body: [] }
    const seen = [{ ...seenOf(traceId), from: 'jwt-sandbox-console' }, seenOf(OTHER)]
    const requests = name === 'jwt-factory' ? seen : []
    return { status: 200, body: { count: requests.length, requests, faults: [], on: ['jwks'], clock: {} } }
  }
  const console = await openScriptedConsole({ answer })
  await console.post('/api/plays', { scenario: 1, query: {} }).expect(200)
  return { http: console.http, asked: console.asked, traceId }
}

test.each(['/control?process=jwt-factory', '/api/control/requests?process=jwt-factory'])(
  '%s: a request of a play that is kept leads there, and another one does not',
  async (path) => {
    const { http, traceId } = await openPlayed()
    const { text, body } = await http.get(path).set('accept', path.startsWith('/api') ? '*/*' : PAGE)
    if (path.startsWith('/api'))
      expect(body.requests.map(({ isOfPlay }: { isOfPlay?: boolean }) => isOfPlay)).toEqual([true, undefined])
    else expect([...text.matchAll(/\/plays\/(\w+)"/g)].map(([, id]) => id)).toEqual([traceId])
  },
)

test('what the console asked for itself is called so, and found by that name', async () => {
  const { http, asked } = await openPlayed()
  const { text } = await http.get('/control?process=jwt-factory').set('accept', PAGE)
  expect(text).toMatch(/<td[^>]*>this console<\/td>/)
  expect(text).not.toMatch(/<td[^>]*>jwt-sandbox-console/)
  await http.get('/api/control/requests?process=jwt-factory&from=this%20console').expect(200)
  expect(asked.at(-1)?.question.path).toContain('from=jwt-sandbox-console&')
})

import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import type { RequestContext } from '#core/trace/request-context'
import { adminAnswer, createGatewayAdmin } from './admin.ts'
import { SLOWEST_ADMIN_BODY } from './admin-fields.ts'

const ROUTES = { 'POST /consumers': ({ fields }: { fields: object }) => adminAnswer(201, fields) }

/** A program of this machine that sends the head of a request, and a body as the test likes. */
function openCall(more: Record<string, string> = {}) {
  const clock = manualClock(0)
  const headers: Record<string, string> = { host: 'localhost', 'content-length': '7', ...more }
  const body = new PassThrough()
  const head = { method: 'POST', url: '/consumers', httpVersion: '1.1', headers, headersDistinct: { host: ['localhost'] }, rawHeaders: Object.entries(headers).flat(), socket: { remoteAddress: '127.0.0.1' } } // prettier-ignore
  const request = Object.assign(body, head) as unknown as IncomingMessage // all of it that is looked at
  const answer = createGatewayAdmin(ROUTES, clock).answer(request, {} as RequestContext)
  return { clock, body, answer }
}

test.each([{}, { upgrade: 'websocket', connection: 'upgrade' }])(
  'whoever begins a body and falls silent is not waited for: %j',
  async (headers) => {
    const { clock, body, answer } = openCall(headers)
    body.write('k')
    await new Promise(setImmediate)
    clock.advance({ milliseconds: SLOWEST_ADMIN_BODY })
    expect((await answer)?.status).toBe(408)
  },
)

test('a body that is there in time is read, however late', async () => {
  const { clock, body, answer } = openCall()
  body.write('key')
  clock.advance({ milliseconds: SLOWEST_ADMIN_BODY - 1 })
  body.end('=abc')
  expect(await answer).toMatchObject({ status: 201, body: '{"key":"abc"}' })
})

test('whoever waits to be told to go on is told that nobody says so', async () => {
  expect((await openCall({ expect: '100-continue' }).answer)?.status).toBe(417)
})

import { createServer } from 'node:http'
import type { RequestHandler } from 'express'
import { expect, test } from 'vitest'
import { openServer } from '../../tests/support/forwarding.ts'
import { sendRaw } from '../../tests/support/raw.ts'
import { manualClock } from '../clock.ts'
import { createLog } from '../log.ts'
import { createTraces } from '../trace/recorder.ts'
import { createApp } from './app.ts'
import { authenticate } from './authenticate.ts'
import { NOBODY_ELSE } from './guard.ts'
import { createControl } from '../control/control.ts'

const TRACE = 'a'.repeat(32)

/** A route that wants a token, and its verifier, which believes none. */
async function openGuarded() {
  const clock = manualClock('2026-02-03T10:00:00Z')
  const traces = createTraces('serviceb', clock)
  const log = createLog({ name: 'test', level: 'silent', format: 'json', clock, write: () => {} })
  const control = createControl({ machine: clock, isOn: false })
  const seen: string[] = []
  const verify = async (token: string) => {
    seen.push(token)
    const error = { name: 'TokenExpiredError', message: '' } as const
    return { valid: false, reason: 'expired', error, claims: {} } as const
  }
  const guarded: RequestHandler = (request, response) => authenticate(request, response, 'serviceb', verify)
  const app = createApp({ name: 'test', log, traces, guard: NOBODY_ELSE, machine: clock, control }, (router) => {
    router.get('/', guarded)
  })
  const { port } = await openServer(createServer(app))
  return {
    seen,
    async ask(...headers: string[]) {
      const head = [
        'GET / HTTP/1.1',
        'Host: localhost',
        'connection: close',
        `traceparent: 00-${TRACE}-${'e'.repeat(16)}-01`,
      ]
      const { status } = await sendRaw(port, [...head, ...headers, '', ''].join('\r\n'))
      const steps = traces.get(TRACE).flatMap((recording) => recording.steps)
      return { status, steps: steps.map(({ sentence }) => sentence) }
    },
  }
}

test.each([
  ['without a token', [], 401, 'The request has no token'],
  ['of another scheme', ['authorization: Basic YTpi'], 401, 'The request has no token'],
  [
    'with two',
    ['authorization: Bearer a.b.c', 'authorization: Bearer a.b.c'],
    400,
    'The header Authorization appears twice',
  ],
  ['that nobody can read', ['authorization: Bearer\ta.b.c'], 400, 'The header Authorization cannot be read'],
])(
  'a request %s is refused before a verifier sees it, and the trace says so',
  async (_how, headers, status, reason) => {
    const { seen, ask } = await openGuarded()
    expect(await ask(...headers)).toEqual({ status, steps: [`Service B refuses the request: ${reason}.`] })
    expect(seen).toEqual([])
  },
)

test('what its verifier refuses, the verifier tells', async () => {
  const { seen, ask } = await openGuarded()
  expect(await ask('authorization: Bearer a.b.c')).toEqual({ status: 401, steps: [] })
  expect(seen).toEqual(['a.b.c'])
})

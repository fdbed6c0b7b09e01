import { manualClock } from '../clock.ts'
import { createApp } from '../http/app.ts'
import { NOBODY_ELSE } from '../http/guard.ts'
import { mountRoutes } from '../http/mount-routes.ts'
import { Problem } from '../http/problem.ts'
import { route } from '../http/routes.ts'
import { sendJson, sendText } from '../http/send.ts'
import { createLog, type Log } from '../log.ts'
import { createTraces } from '../trace/recorder.ts'
import { createControl } from './control.ts'
import { parseInput } from '../http/input.ts'
import { ruleSchema, type FaultRuleInput } from './fault-rules.ts'
import request from '../../tests/support/request.ts'
import { until } from '../../tests/support/until.ts'

export const KEYS = [
  { kid: 'active', kty: 'EC' },
  { kid: 'retired', kty: 'EC' },
]

/** A process whose routes are watched, and what somebody sees who calls it. */
export function openWatched() {
  const clock = manualClock('2026-01-01T00:00:00Z')
  const met: [level: string, fields: object][] = []
  const noteAt = (level: string) => (fields: object) => void met.push([level, fields])
  const noting = { info: noteAt('info'), debug: noteAt('debug') } as unknown as Log // no more of it is used
  const control = createControl({ machine: clock, isOn: true, log: noting })
  control.publishes({ signing: () => new Set(['active']), snapshot: () => (path) => (path === '/jwks' ? KEYS : []) })
  const handled: string[] = []
  const log = createLog({ name: 'test', level: 'silent', format: 'json', clock, write: () => {} })
  const routes = [
    route('GET /jwks', '', (_request, response) => sendJson(response, 200, { keys: KEYS })),
    route('GET /.well-known/openid-configuration', '', (_request, response) => {
      sendJson(response, 200, { issuer: 'https://real/', jwks_uri: 'https://real/jwks' })
    }),
    route('GET /text', '', (_request, response) => sendText(response, 'application/jwt', 'a.b.c')),
    route('GET /plain', '', (_request, response) => sendText(response, 'text/plain; charset=utf-8', 'hello')),
    route('GET /nothing', '', (_request, response) => void response.status(200).end()),
    route('GET /fails', '', () => {
      throw new Problem('not-found', 'There is nothing.')
    }),
    route('GET /cached', '', (asked, response) => {
      response.setHeader('etag', '"v1"')
      if (asked.headers['if-none-match'] === '"v1"') return void response.status(304).end()
      sendJson(response, 200, { fresh: true })
    }),
  ].map((one) => ({ ...one, handlers: [noteIn(handled, one.paths[0] ?? ''), ...one.handlers] }))
  const app = createApp(
    { name: 'test', log, traces: createTraces('test', clock), guard: NOBODY_ELSE, machine: clock, control },
    (router) => mountRoutes(router, routes, { guard: NOBODY_ELSE, control }),
  )
  const get = (path: string) => request(app).get(path)
  return {
    clock,
    control,
    /** What the log says of faults that were met. */
    met,
    /** The paths of the handlers that were asked. */
    handled,
    get,
    set: (rule: FaultRuleInput) => control.addFault(parseInput(ruleSchema, rule)),
    /** @returns how the connection ended */
    ended: (path: string) =>
      get(path).then(
        () => 'an answer',
        (error: Error & { code?: string }) => error.code,
      ),
    async untilCaptured(count: number): Promise<void> {
      await until('all are captured', () => control.capture.list({}).length >= count)
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

const noteIn =
  (handled: string[], path: string) =>
  (...[, , next]: [unknown, unknown, () => void]) => {
    handled.push(path)
    next()
  }

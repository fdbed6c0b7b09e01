import { describe, expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createControl } from '../control/control.ts'
import { createLog } from '../log.ts'
import { createTraces } from '../trace/recorder.ts'
import { createApp } from './app.ts'
import { NOBODY_ELSE } from './guard.ts'
import { Problem } from './problem.ts'
import { sendJson } from './send.ts'
import request from '../../tests/support/request.ts'

const clock = manualClock(0)
const control = createControl({ machine: clock, isOn: true })
const log = createLog({ name: 'test', level: 'debug', format: 'json', clock, write: () => {} })
const app = createApp(
  { name: 'test', log, traces: createTraces('test', clock), guard: NOBODY_ELSE, machine: clock, control },
  (routes) => {
    routes.get('/query', (asked, response) => sendJson(response, 200, asked.query))
    routes.get('/Case', (_asked, response) => sendJson(response, 200, {}))
    routes.get('/refuses', () => {
      throw new Problem('not-found', 'It is not here.')
    })
  },
)

describe('the query is flat texts, whatever a caller writes', () => {
  test.each([
    ['a[b]=c', { 'a[b]': 'c' }],
    ['a[]=1', { 'a[]': '1' }],
    ['a[__proto__][b]=c', { 'a[__proto__][b]': 'c' }],
    ['a.b=c', { 'a.b': 'c' }],
    ['a=1&a=2', { a: ['1', '2'] }],
    ['a', { a: '' }],
  ])('%s', async (query, expected) => {
    const { body } = await request(app).get(`/query?${query}`).expect(200)
    expect(body).toEqual(expected)
  })
})

test('an address has one spelling', async () => {
  await request(app).get('/Case').expect(200)
  await request(app).get('/case').expect(404)
})

test('an answer says neither what made it nor under which tag to keep it', async () => {
  const { headers } = await request(app).get('/Case').expect(200)
  expect(headers).not.toHaveProperty('x-powered-by')
  expect(headers).not.toHaveProperty('etag')
})

test('what a handler throws, and what nobody handles, is answered in one place', async () => {
  for (const path of ['/refuses', '/nowhere']) {
    const { headers, body } = await request(app).get(path).expect(404)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(body).toMatchObject({ type: 'urn:jwt-sandbox:problem:not-found', instance: path })
  }
})

const missing = async (path: string) => (await request(app).post(path).expect(404)).body.detail

test('who looks for a route of the control plane is told where it may be', async () => {
  expect(await missing('/control/mint')).toContain('tokens are minted and clients are changed at jwt-factory alone')
  expect(await missing('/mint')).toContain('GET / lists what there is')
})

const asking = async (host: string): Promise<string> =>
  (await request(app).get('/query').set('host', host).expect(403)).body.detail

describe('a foreign name in the Host header', () => {
  test('is named, for whoever has to add it to ALLOWED_HOSTS', async () => {
    expect(await asking('Dev.Box.test:3000')).toMatch(
      /^"dev\.box\.test" is not a name of this process\. .*ALLOWED_HOSTS/,
    )
    expect(await asking('')).toMatch(/^An empty Host header is not a name/)
  })

  test('is cut, and nothing that no name has is repeated', async () => {
    const detail = await asking(`<b>"a\u00e9${'x'.repeat(5000)}`)
    expect(detail).toMatch(/^"\?b\?\?a\?+x+…" is/)
    expect(detail.length).toBeLessThan(250)
  })
})

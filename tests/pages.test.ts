import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { openBrowserFiles } from '#core/page/browser-files'
import { MODULES, STYLES } from '../apps/console/browser-modules.ts'
import { openTestService } from '../apps/service/test-service.ts'
import { createFactory } from '../jwt-factory/factory.ts'
import { openTestIssuer } from '../jwt-factory/test-issuer.ts'
import { PROJECT } from './support/project-files.ts'
import request from './support/request.ts'

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'
const PROGRAMS = ['*/*', 'application/json', 'application/json, text/plain, */*', 'application/problem+json']

const factory = await openTestIssuer({ ringsInStore: true })
const service = await openTestService('servicea')
afterAll(() => Promise.all([factory.close(), service.close()]))

const APPS = [
  ['jwt-factory', createFactory(factory)],
  ['servicea', service.app],
] as const

test.each(APPS)('GET / of %s is a page for a browser, and JSON for programs', async (name, app) => {
  const page = await request(app).get('/').set('accept', BROWSER).expect(200)
  expect(page.headers['content-type']).toMatch(/^text\/html/)
  expect(page.text).toContain(`<h1>${name}</h1>`)
  expect(page.text).toContain('data-path="/traces/{traceId}"')
  expect(page.text).toContain(':4000/">Open the console')
  for (const accept of PROGRAMS) {
    const { headers, body } = await request(app).get('/').set('accept', accept).expect(200)
    expect([headers['content-type'], body.name]).toEqual(['application/json', name])
  }
  expect((await request(app).get('/')).body.name).toBe(name)
})

test.each(APPS)('an error of %s is a page for a browser, and a problem for programs', async (_name, app) => {
  const { text, headers } = await request(app).get('/nowhere').set('accept', BROWSER).expect(404)
  expect(headers['content-security-policy']).toMatch(/^default-src 'self'/)
  expect(text).toContain('There is nothing at GET /nowhere.')
  for (const accept of PROGRAMS) {
    const answer = await request(app).get('/nowhere').set('accept', accept).expect(404)
    expect(answer.headers['content-type']).toBe('application/problem+json')
  }
})

test('OAuth errors keep their form, whoever asks', async () => {
  const { headers, body } = await request(createFactory(factory))
    .post('/token')
    .set('accept', BROWSER)
    .type('form')
    .send({})
  expect(headers['content-type']).toMatch(/^application\/json/)
  expect(body).toHaveProperty('error')
})

test('a HEAD of a page says how long it is, and makes nothing', async () => {
  const { headers } = await request(createFactory(factory)).head('/').set('accept', BROWSER).expect(200)
  expect(Number(headers['content-length'])).toBeGreaterThan(1000)
})

/** All that any page of ours loads. Bytes, compressed. */
const MOST_TO_LOAD = 208_000

const ALL_STYLES = [
  ...['tokens', 'base', 'controls', 'parts', 'token', 'process'].map((name) => `core/page/style/${name}.css`),
  ...STYLES,
]

test('all that browsers load together is small', async () => {
  const house = ['core/page/browser/theme.browser.ts', 'core/page/browser/try-routes.browser.ts']
  const files = await openBrowserFiles([...house, ...MODULES], ALL_STYLES)
  const bytes = files.list().reduce((sum, { body }) => sum + gzipSync(body).length, 0)
  expect(bytes).toBeGreaterThan(5000)
  expect(bytes).toBeLessThan(MOST_TO_LOAD)
})

/** It puts what is seen elsewhere than where Tab and screen readers come to it (CSS Flexbox §5.4). */
const MOVES_WHAT_IS_SEEN = /(?:^|[;{\s])order\s*:|-reverse\b/

test.each(ALL_STYLES)('what is seen stands where the document has it: %s', async (path) => {
  expect(await readFile(join(PROJECT, path), 'utf8')).not.toMatch(MOVES_WHAT_IS_SEEN)
})

import { describe, expect, test } from 'vitest'
import type { Asked, ProcessQuestion } from '../live/ask.ts'
import { openScriptedConsole, type TestConsoleOptions } from '../test-console.ts'

const EMPTY: Record<string, object> = {
  '/control': { faults: [], on: ['jwks', '*', 'tls'], clock: {}, set: [] },
  '/control/clients': { count: 0, clients: [], removed: [], issuers: [] },
  '/control/registry': { now: 0, approval: 'first', graceSeconds: 600, count: 0, pending: 0, services: [] },
  '/control/requests': { count: 0, requests: [] },
  '/control/rings': { now: 0, policy: { publishAhead: 0, keepAfter: 0 }, count: 0, rings: [] },
}
/** Every process is up, and nothing has happened yet. */
const nothingYet = (_name: string, { path }: ProcessQuestion): Asked => ({
  status: 200,
  body: EMPTY[path.split('?')[0] ?? ''] ?? [],
})

const PAGES = [
  '/',
  '/plays',
  '/keys',
  '/control',
  '/control?process=serviceb',
  '/bench',
  '/judge',
  '/attacks',
  '/attacks/libraries',
  '/clients',
  '/registry',
  '/workshop',
]

async function look(path: string, options: TestConsoleOptions = {}) {
  const { http, asked, close } = await openScriptedConsole(options)
  const { text, status } = await http.get(path).set('accept', 'text/html')
  close()
  const words = text
    .replace(/^.*<main[^>]*>|<script.*$/gs, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
  return { status, words, asked }
}

describe('where nothing has happened yet, a page says what to do', () => {
  test.each([
    ['/', /Press Play: a token is made, travels, and is believed or refused/],
    ['/plays', /Nothing has been played yet\. Play a scenario on the stage ?, or by curl.*curl .*\/scenario1/],
    ['/keys', /There are no rings yet: POST \/keys\/:ringId makes one.*scenario 5/],
    ['/keys?like=zzz', /No ring has .*zzz.* in its name/],
    [
      '/control',
      /Nothing is to go wrong\. Choose a preset, or set a fault here.*Nobody has asked anything yet\. Play a scenario/,
    ],
    ['/bench', /Nothing to take apart yet\. Paste a token, or let the factory make one/],
    ['/attacks', /Nothing has been run yet\. Press Run all/],
    ['/clients', /No client is registered\. Declare one in clients\.json, or register one: npm run control/],
    ['/registry', /No service has published a key yet\. The signer of scenario 11 /],
  ])('%s', async (path, expected) => {
    const { status, words } = await look(path, { answer: nothingYet })
    expect(status).toBe(200)
    expect(words).toMatch(expected)
  })
})

describe('where nobody answers, a page says who, and how to start them', () => {
  test.each([
    ['/keys', ['jwt-factory', 'servicea', 'serviceb', 'servicec']],
    ['/control', ['jwt-factory', 'servicea', 'serviceb', 'servicec', 'neighbours']],
    ['/control?process=serviceb', ['serviceb', 'jwt-factory']],
    ['/bench', ['jwt-factory']],
    ['/clients', ['jwt-factory']],
    ['/clients?issuer=demo', ['jwt-factory']],
    ['/registry', ['jwt-factory']],
  ])('%s', async (path, names) => {
    const { status, words } = await look(path)
    expect(status).toBe(200)
    for (const name of names) expect(words).toContain(`${name} cannot be reached`)
    expect(words).not.toContain('Nothing is to go wrong')
  })

  test('an issuer that was asked for is shown when the factory is back', async () => {
    expect((await look('/clients?issuer=demo')).words).toMatch(/Issuer demo .*as soon as the factory answers/)
    expect((await look('/clients?issuer=%3Cb%3E')).words).not.toContain('Issuer')
  })
})

test.each(PAGES)('%s waits a second at most for a process that hangs: the page itself asks again', async (path) => {
  const { asked } = await look(path, { answer: nothingYet })
  for (const { question } of asked) expect(question.patience, question.path).toBeLessThanOrEqual(1000)
})

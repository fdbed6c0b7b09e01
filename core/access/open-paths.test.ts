import { expect, test } from 'vitest'
import { openSidecar, silentContext } from './dialects/dialect.fixture.ts'

test('an excluded path needs no token, and what only looks like one does', async () => {
  const { access } = openSidecar({ excludes: ['/healthz', '/open/*'] })
  const ask = async (target: string) =>
    (await access.decide({ method: 'GET', target, authorization: [] }, silentContext())).kind
  for (const target of ['/healthz', '/healthz?a=/../b', '/open/a', '/open/a/b.css', '/open/.well-known/x'])
    expect(await ask(target), target).toBe('open')
  for (const target of [
    '/healthz/',
    '/healthz/a',
    '/HEALTHZ',
    '/open',
    '/open/',
    '/open/../admin',
    '/open/./a',
    '/open/..',
    '/open/%2e%2e/admin',
    '/open/..%2fadmin',
    '/open/..;/admin',
    '/open//admin',
    '/open/a\\..\\..\\admin',
    '//open/a',
    'http://localhost/open/a',
    '*',
  ])
    expect(await ask(target), target).toBe('refused')
})

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let sandbox: TestSandbox
let secret: string
beforeAll(async () => {
  sandbox = await openTestSandbox()
  secret = await readFile(join(sandbox.keysFolder, 'servicea', 'client-secret'), 'utf8')
})
afterAll(() => sandbox.close())

const CLIENT_CREDENTIALS = 'grant_type=client_credentials&audience=serviceb&scope=orders.read'
const HIDDEN = '[not shown]'

test.each<[string, string, () => string, object]>([
  [
    '/token',
    'token',
    () => `${CLIENT_CREDENTIALS}&client_id=servicea&client_secret=${secret}`,
    {
      grant_type: 'client_credentials',
      audience: 'serviceb',
      scope: 'orders.read',
      client_id: 'servicea',
      client_secret: HIDDEN,
    },
  ],
  [
    '/token',
    'token',
    () =>
      `grant_type=x&resource=https://a.example&resource=https://b.example&client_id=servicea&client_secret=${secret}`,
    {
      grant_type: 'x',
      resource: '["https://a.example","https://b.example"]',
      client_id: 'servicea',
      client_secret: HIDDEN,
    },
  ],
  [
    '/introspect',
    'introspect',
    () => `token=a.bc-token.c&token_type_hint=access_token&client_id=servicea&client_secret=${secret}`,
    { token: HIDDEN, token_type_hint: 'access_token', client_id: 'servicea', client_secret: HIDDEN },
  ],
  ['/revoke', 'revoke', () => `token=a.bc-token.c&password=${secret}`, { token: HIDDEN, password: HIDDEN }],
])('what a form asks %s is shown, and what may be a secret is not', async (path, on, form, body) => {
  sandbox.clearRequests()
  await sandbox.post('jwt-factory', path, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form(),
  })
  const { requests } = sandbox.requests(on)
  expect(requests.map((request) => request.body)).toEqual([body])
  const shown = (await sandbox.plain('jwt-factory', '/control/requests')).text
  expect(shown).toContain(HIDDEN)
  for (const hidden of [secret, 'bc-token']) expect(shown).not.toContain(hidden)
})

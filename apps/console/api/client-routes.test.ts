import { expect, test } from 'vitest'
import { openScriptedConsole } from '../test-console.ts'

const REGISTER = {
  count: 1,
  clients: [{ id: 'servicea', audiences: ['serviceb'], scopes: [], proves: [] }],
  removed: [],
  issuers: [],
}

test('clients are as the factory tells of them; without it the page says why there are none', async () => {
  const up = await openScriptedConsole({ answer: () => ({ status: 200, body: REGISTER }) })
  expect((await up.http.get('/api/clients').expect(200)).body).toEqual(REGISTER)
  const down = await openScriptedConsole()
  expect((await down.http.get('/api/clients')).body).toMatchObject({
    clients: [],
    trouble: expect.stringContaining('reached'),
  })
})

test.each(['/clients', '/clients?client=servicea', '/clients?issuer=%40', '/bench'])(
  '%s is a page, also while the factory is down',
  async (path) => {
    const { http } = await openScriptedConsole()
    const { text } = await http.get(path).set('accept', 'text/html').expect(200)
    expect(text).toContain('<main')
  },
)

test('a token of a client comes by the control plane, and the person is told what the factory says against it', async () => {
  const { post, http, asked } = await openScriptedConsole({
    answer: (_name, { body }) =>
      (body as { audience?: string }).audience === 'servicec'
        ? { status: 400, body: { detail: 'The parameter audience is wrong' } }
        : { status: 200, body: { access_token: 'e30.e30.AA', expires_in: 60 } },
  })
  const order = { client: 'servicea', issuer: '@', form: { grant_type: 'client_credentials', audience: 'serviceb' } }
  await http.post('/api/clients/token').send(order).expect(403)
  const { body } = await post('/api/clients/token', order).expect(200)
  expect(body).toMatchObject({ token: 'e30.e30.AA', expiresIn: 60 })
  expect(asked[0]?.question.path).toBe('/control/clients/servicea/token?issuer=%40')
  const refused = await post('/api/clients/token', { ...order, form: { audience: 'servicec' } })
  expect([refused.status, refused.body.detail]).toEqual([400, expect.stringContaining('audience is wrong')])
  await post('/api/clients/token', { ...order, client: '../mint' }).expect(400)
})

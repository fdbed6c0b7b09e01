import { expect, test } from 'vitest'
import { openScriptedConsole } from '../test-console.ts'

const KEY = { kid: 'a-kid', algorithm: 'ES256', state: 'pending', since: 0, publishedAt: 0 }
const SERVICE = { service: 'orders', kept: false, keys: [KEY] }
const TOLD = { now: 0, approval: 'first', graceSeconds: 600, count: 1, pending: 1, services: [SERVICE] }

test('services are as the factory tells of them; without it the page says why there are none', async () => {
  const up = await openScriptedConsole({ answer: () => ({ status: 200, body: TOLD }) })
  expect((await up.http.get('/api/registry?like=ord&most=5').expect(200)).body).toEqual({ told: TOLD })
  expect(up.asked[0]).toMatchObject({ name: 'jwt-factory', question: { path: '/control/registry?like=ord&most=5' } })
  const page = await up.http.get('/registry').set('accept', 'text/html').expect(200)
  expect(page.text).toContain('One key waits for you.')
  const down = await openScriptedConsole()
  expect((await down.http.get('/api/registry')).body).toEqual({ trouble: expect.stringContaining('reached') })
  expect((await down.http.get('/registry').set('accept', 'text/html').expect(200)).text).toContain('reached')
})

test('a person approves and revokes by the control plane, and is told what the factory says against it', async () => {
  const { post, http, asked } = await openScriptedConsole({
    answer: (_name, { path }) =>
      path.includes('/over') ? { status: 409, body: { detail: 'This key is over.' } } : { status: 200, body: SERVICE },
  })
  const decision = { act: 'approve', service: 'orders', kid: 'a-kid=' }
  await http.post('/api/registry').send(decision).expect(403)
  expect((await post('/api/registry', decision).expect(200)).body.said).toMatch(/a-kid= of orders is approved/)
  await post('/api/registry', { ...decision, act: 'revoke' }).expect(200)
  expect(asked.map(({ question: { method, path } }) => `${method} ${path}`)).toEqual([
    'POST /control/registry/orders/a-kid%3D/approve',
    'DELETE /control/registry/orders/a-kid%3D',
  ])
  expect((await post('/api/registry', { ...decision, kid: 'over' }).expect(409)).body.detail).toBe('This key is over.')
  for (const wrong of [{ service: '../mint' }, { act: 'forget' }, { kid: '' }])
    await post('/api/registry', { ...decision, ...wrong }).expect(400)
})

test('of a key that has gone meanwhile it is not said that verifiers can read it', async () => {
  const told = { ...SERVICE, keys: [{ ...KEY, kid: 'gone', state: 'awaited', algorithm: undefined }] }
  const { post } = await openScriptedConsole({ answer: () => ({ status: 200, body: told }) })
  const { body } = await post('/api/registry', { act: 'approve', service: 'orders', kid: 'gone' }).expect(200)
  expect(body.said).toMatch(/no longer here: it is let in when it comes/)
})

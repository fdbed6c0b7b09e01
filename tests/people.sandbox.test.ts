import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createFormBrowser } from '../jwt-factory/people/console/admin-pages.fixture.ts'
import { controlOf } from './support/controlled.ts'
import { openTestSandbox, type Answer, type TestSandbox } from './support/sandbox.ts'

// People at the ports of the factory, beside everything else that the factory does.

let sandbox: TestSandbox
const control = controlOf(() => sandbox)
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterEach(async () => {
  await control.reset()
  expect(sandbox.logs.filter((line) => line.includes('"msg":"bug"'))).toEqual([])
})
afterAll(() => sandbox.close())

const TESTER = { username: 'tester', password: 'tester' }
const login = (body: object = TESTER) => sandbox.post('jwt-factory', '/api/login', { body })
const renew = ({ body: { token, refresh } }: Answer) =>
  sandbox.post('jwt-factory', '/api/renew', { headers: { authorization: `Bearer ${token}` }, body: { refresh } })
const kids = async () => (await sandbox.get('jwt-factory', '/api/pkeys')).body.keys.map(({ kid }: { kid: string }) => kid) // prettier-ignore

test('the clock moves their tokens and keys; what it has made is gone afterwards, and who was there is there', async () => {
  await control.clocks({ advance: '2h' }) // it is moved before people are opened
  const ahead = await login()
  expect(ahead.status).toBe(200)
  const [first] = await kids()
  await control.clocks({ advance: '20m' })
  expect((await renew(ahead)).status).toBe(200)
  await control.clocks({ advance: '3h' })
  expect((await renew(await login())).status).toBe(200)
  expect(await kids()).not.toContain(first)
  expect((await renew(ahead)).body).toMatchObject({ reason: expect.stringMatching(/expired|unknown-key/) })
  await control.reset()
  const now = await login()
  expect(now.status).toBe(200)
  expect((await renew(now)).status).toBe(200)
  const [ours] = await kids()
  await control.clocks({ advance: '3h' })
  expect(await kids()).not.toContain(ours)
  await control.reset()
  expect(await kids()).toEqual([ours])
  expect((await renew(now)).body.reason).toBe('used-refresh')
})

const asStoke = async (method: string, path: string, body?: object) => {
  const { token } = (await login({ username: 'stoke', password: 'admin' })).body
  const headers = { authorization: `Bearer ${token}` }
  return (await sandbox.plain('jwt-factory', `/api${path}`, { method, headers, ...(body && { body }) })).body
}
const movedClaim = (value: string) => ({ name: `Moved ${value}`, short_name: 'moved', value, description: '' })

test('what is changed while the clock is moved stands in the audit log afterwards, by the time that it was', async () => {
  const before = Date.now()
  await control.clocks({ advance: '2h' })
  await asStoke('POST', '/admin/claims', movedClaim('a'))
  await asStoke('POST', '/admin/claims', movedClaim('b'))
  await control.reset()
  const [second, first] = await asStoke('GET', '/admin/audit')
  expect([first.on.name, second.on.name]).toEqual(['Moved a', 'Moved b'])
  for (const { at } of [first, second]) expect(Date.parse(at) - before).toBeLessThan(3_600_000)
  expect((await asStoke('GET', '/admin/audit?share=logins')).length).toBeGreaterThan(2)
})

test('whoever is logged in at /admin stays so while the clock is moved, and when it is set back', async () => {
  const at = `http://localhost:${sandbox.factory.port}`
  const [early, late] = [createFormBrowser(at), createFormBrowser(at)]
  const isIn = async (one: typeof early) => (await one.open('/admin/account')).status
  expect((await early.logIn('stoke', 'admin')).status).toBe(303)
  await control.clocks({ advance: '10h' })
  expect((await late.logIn('stoke', 'admin')).status).toBe(303)
  expect([await isIn(early), await isIn(late)]).toEqual([200, 200])
  await control.reset()
  expect([await isIn(early), await isIn(late)]).toEqual([200, 200])
})

test('a fault meets a login, and requests are taken down without passwords', async () => {
  await control.fault('jwt-factory', { on: 'login', effect: { status: 503 }, times: 1 })
  expect((await login()).status).toBe(503)
  expect((await login()).status).toBe(200)
  const taken = await control.requests('jwt-factory', '?on=login')
  expect(taken.count).toBeGreaterThan(1)
  expect(JSON.stringify(taken.requests)).toContain('"password":"[not shown]"')
  expect(JSON.stringify(taken.requests)).not.toMatch(/"password":"tester"/)
})

test('a page of others reads the keys and logs nobody in; the plain port answers, too', async () => {
  const headers = { origin: 'https://evil.test' }
  expect((await sandbox.post('jwt-factory', '/api/login', { headers, body: TESTER })).status).toBe(403)
  expect((await sandbox.get('jwt-factory', '/api/pkeys', { headers })).status).toBe(200)
  expect((await sandbox.plain('jwt-factory', '/api/login', { method: 'POST', body: TESTER })).status).toBe(200)
  const { status, headers: answered } = await sandbox.get('jwt-factory', '/api/login')
  expect([status, answered['allow']]).toEqual([405, 'POST, OPTIONS'])
})

import { expect, test } from 'vitest'
import { certifiedPeople, startPeople } from '../started-people.fixture.ts'
import { createFormBrowser } from './admin-pages.fixture.ts'
import request from '../../../tests/support/request.ts'

// At a real port with a certificate, as `npm run people` opens it.

const TLS = 'server: {port: 0, timeout: 20000, tls_private_key: k.pem, tls_public_cert: c.pem}\n'

test('over TLS the session has a name that no plain connection and no other host can set', async () => {
  const { folder, ca } = await certifiedPeople()
  const { url, password } = await startPeople(TLS, { folder })
  const origin = url()
  const { port, host } = new URL(origin)
  const browser = createFormBrowser(origin, { ca })
  const lines = async (answer: ReturnType<typeof browser.open>) => [(await answer).headers['set-cookie'] ?? []].flat()

  expect(await lines(browser.open('/admin/login'))).toEqual([expect.stringMatching(new RegExp(`^__Host-people-login-${port}=[\\w-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict$`))]) // prettier-ignore
  const [session = ''] = await lines(browser.logIn('sadmin', password()))
  expect(session).toMatch(
    new RegExp(`^__Host-people-session-${port}=[\\w-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict$`),
  )
  expect((await browser.open('/admin')).status).toBe(200)

  const id = browser.cookies.get(`__Host-people-session-${port}`) ?? ''
  const statusWith = async (cookie: string) => (await request(origin).get('/admin').ca(ca).set({ host, cookie })).status
  expect(await statusWith(`__Host-people-session-${port}=${id}`)).toBe(200)
  expect(await statusWith(`people-session-${port}=${id}`)).toBe(303) // whoever is on a plain way could plant this one
  expect(await statusWith(`people-session-${port}=x; __Host-people-session-${port}=${id}`)).toBe(200)

  expect((await browser.send('/admin/login', {}, { origin: origin.replace('https', 'http') })).status).toBe(403)
  await browser.open('/admin')
  expect(await lines(browser.send('/admin/logout', {}))).toEqual([`__Host-people-session-${port}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0`]) // prettier-ignore
  expect(await statusWith(`__Host-people-session-${port}=${id}`)).toBe(303)
})

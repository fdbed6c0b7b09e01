import express from 'express'
import { describe, expect, test } from 'vitest'
import { hostileToken } from '../../../../tests/support/hostile-tokens.ts'
import { SEED_CONFIG } from '../../people.fixture.ts'
import { holderByFamily } from '../../tokens/token-holder.ts'
import { idOf, openAdminPeople } from './admin-routes.fixture.ts'
import { requireAdministrator } from './require-administrator.ts'
import request from '../../../../tests/support/request.ts'

const member = idOf('member')

describe('who is believed', () => {
  test('a bearer token and nothing else; a cookie of a browser is none', async () => {
    const { app, tokenOf } = await openAdminPeople()
    const token = await tokenOf('S')
    const get = () => request(app).get('/api/admin/users')
    for (const asked of [get(), get().set('cookie', `token=${token}`), get().set('authorization', `Basic ${token}`), get().query({ token })]) {
      const { status, body, headers } = await asked
      expect([status, body, headers['www-authenticate']]).toEqual([401, { error_message: 'no token provided' }, 'Bearer realm="people"'])
    }
    const forged = await get().set('authorization', `Bearer ${await hostileToken('sig-bit-flipped', token)}`)
    expect([forged.status, forged.body.reason]).toEqual([401, 'signature-mismatch'])
    expect(forged.body).toHaveProperty('error_message')
  }) // prettier-ignore

  test('a page of others changes nothing, whatever it sends along', async () => {
    const { app, tokenOf, directory } = await openAdminPeople()
    const { version } = await directory.read()
    for (const headers of [{ origin: 'https://evil.test' }, { 'sec-fetch-site': 'cross-site' }])
      await request(app)
        .delete(`/api/admin/users/${member}`)
        .set({ ...headers, authorization: `Bearer ${await tokenOf('S')}` })
        .expect(403)
    expect((await directory.read()).version).toBe(version)
  })

  test('a page that the configuration names may ask, and hears by which methods; others are told nothing', async () => {
    const page = 'https://page.example'
    const config = SEED_CONFIG.replace('port: 8080', `port: 8080, allowed_hosts: ["${page}"]`)
    const { app, tokenOf } = await openAdminPeople({ config })
    const ask = (origin: string) => request(app).options(`/api/admin/users/${member}`).set('origin', origin)
    const { headers } = await ask(page).expect(204)
    expect(headers['access-control-allow-methods']).toBe('GET, HEAD, PATCH, DELETE, OPTIONS')
    expect(headers['access-control-allow-headers']).toContain('authorization')
    expect((await ask('https://other.example')).headers).not.toHaveProperty('access-control-allow-origin')
    const authorization = `Bearer ${await tokenOf('s')}`
    const { headers: answered } = await request(app).get('/api/admin/users').set({ origin: page, authorization }).expect(200)
    expect([answered['access-control-allow-origin'], answered['access-control-allow-credentials']]).toEqual([page, undefined])
  }) // prettier-ignore

  test('who they are is known by the login, whatever names say by now', async () => {
    const { as, directory, reset } = await openAdminPeople()
    await as('u', 'get', '/admin/users')
    const named = (id: number, username: string) =>
      directory.change((document) => ({ ...document, users: document.users.map((user) => (user.id === id ? { ...user, username } : user)) })) // prettier-ignore
    await named(idOf('user-S'), 'somebody')
    await named(idOf('user-u'), 'user-0')
    expect((await as('u', 'delete', `/admin/users/${member}`)).status).toBe(403)
    await reset()
  })

  test('a token with fewer claims gets no more here', async () => {
    const { app, tokenOf } = await openAdminPeople()
    const token = await tokenOf('S', { filter_claims: ['log'] })
    const { body } = await request(app).get('/api/admin/users').set('authorization', `Bearer ${token}`).expect(403)
    expect(body).toMatchObject({ code: 403, reason: 'no-letter' })
  })

  test('what the directory says now counts: in strict at once, in dialect stoke when the token ends', async () => {
    for (const [config, status] of [
      [SEED_CONFIG, 403],
      [`dialect: stoke\n${SEED_CONFIG}`, 200],
    ] as const) {
      // prettier-ignore
      const { as, tokenOf } = await openAdminPeople({ config })
      await tokenOf('U')
      await as('S', 'patch', `/admin/users/${idOf('user-U')}/claim-groups`, [])
      expect((await as('U', 'patch', `/admin/users/${member}`, { fname: 'X' })).status).toBe(status)
    }
  })

  test('all tokens of a login that was taken back are refused here, however many there are', async () => {
    const { login, renew, app } = await openAdminPeople()
    const { body: first } = await login({ username: 'user-0', password: 'right' })
    const tokens = [first]
    for (let at = 0; at < 18; at++) tokens.push((await renew(tokens.at(-1) ?? first).expect(200)).body)
    await renew(first).expect(401)
    for (const { token } of tokens)
      await request(app).get('/api/admin/totals').set('authorization', `Bearer ${token}`).expect(401)
  })
  // Its tokens are on the list of those that were taken back, most of the time: not where a renewal found that a claim is missing.
  test.each([
    [true, 401],
    [undefined, 204],
  ] as const)(
    'a login that was taken back (%s) administers nothing, whatever the list of tokens says: %i',
    async (isRevoked, status) => {
      const holderOf = holderByFamily({
        holderOf: async () => ({ person: 1, mark: 'm', ...(isRevoked && { isRevoked }) }),
      })
      const guard = requireAdministrator({
        dialect: 'strict',
        check: async (text) => ({ text, claims: { jti: 'f.1' } }),
        holderOf,
        audit: { note: async () => {} },
      })
      const app = express().get('/', guard, (_request, response) => void response.sendStatus(204))
      const answer = await request(app).get('/').set('authorization', 'Bearer a.b.c')
      expect([answer.status, answer.body.reason]).toEqual([status, isRevoked && 'revoked-token'])
    },
  )
})

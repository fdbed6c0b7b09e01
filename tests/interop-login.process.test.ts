import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { decodeUnverified } from '#core/token/decode-unverified'
import { openCookieBrowser } from './support/cookie-browser.ts'
import { packagesLack } from './support/interop/installed.ts'
import { LOGIN_PROGRAMS, type LoginProgram } from './support/login-programs.ts'
import { openLoneFactory, type LoneFactory } from './support/lone-factory.ts'
import { needs } from './support/needs.ts'

// Applications that we did not write, by the code flow against our provider, over TLS whose certificate they check.

let factory: LoneFactory
beforeAll(async () => void (factory = await openLoneFactory({ CONTROL: 'on' })))
afterAll(() => factory.close())

const claimsOf = (token: string) => decodeUnverified(token)?.claims as Record<string, unknown> // of a token they are a map

for (const { title, packages, open } of Object.values(LOGIN_PROGRAMS)) {
  needs(packagesLack([...packages])).describe(title, () => {
    let program: LoginProgram
    beforeAll(async () => void (program = await open(factory)))
    afterAll(() => program.close())

    test('somebody logs in, it hears who it is, renews its tokens, and logs out', async () => {
      const { url, page, told } = program
      const browser = await openCookieBrowser(factory.keysFolder)
      onTestFinished(() => browser.close())
      const form = await browser.open(`${url}${page}`)
      expect(form.url, `${form.status} ${form.body}`).toContain(factory.urlOf('/login/interaction/'))
      const wrong = await browser.send(form, { username: 'tester', password: 'wrong' })
      expect(wrong.body).toContain('name="password"')
      const seen = await browser.send(wrong, { username: 'tester', password: 'tester' })
      expect([seen.status, seen.url], seen.body).toEqual([200, `${url}${page}`])
      const first = told(seen)
      expect(first.name).toBe('Travis Ester')
      expect(claimsOf(first.accessToken)).toMatchObject({
        iss: factory.urlOf('/login'),
        aud: 'https://webui',
        sub: first.sub,
      })

      const renewed = await browser.open(`${url}${program.renewPath(first.accessToken)}`)
      expect(renewed.status, renewed.body).toBe(200)
      const second = told(await browser.open(`${url}${page}`))
      expect([second.sub, second.name]).toEqual([first.sub, first.name])
      expect(claimsOf(second.accessToken)['jti']).not.toBe(claimsOf(first.accessToken)['jti'])

      const asks = await browser.open(`${url}${program.logoutPath}`)
      expect(asks.url).toContain(factory.urlOf('/login/session/end'))
      const out = await browser.send(asks, { logout: 'yes' })
      expect(out.url).toBe(`${url}${program.afterLogout}`)
      expect((await browser.open(`${url}${page}`)).body).toContain('name="password"')
    })
  })
}

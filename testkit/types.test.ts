import { expect, expectTypeOf, test } from 'vitest'
import type { KitPlay } from './kit-play.ts'
import type { startIssuer as Start, TestIssuerKit } from './testing.ts'

import './vitest.ts'

declare const startIssuer: typeof Start

/** What compiles, and what does not: `npm run types` reads this, and nothing of it runs. */
async function typed() {
  await using issuer = await startIssuer({ audiences: ['orders', 'billing'], claims: { tenant: 'acme', level: 1 } })
  expectTypeOf(issuer.token({ audience: 'orders' })).resolves.toEqualTypeOf<string>()
  issuer.token({ audience: ['orders', 'billing'], claims: { tenant: 'other', exp: 5, roles: ['a'], mine: true } })
  // @ts-expect-error no such audience was declared
  issuer.token({ audience: 'shipping' })
  // @ts-expect-error nor in a list
  issuer.token({ audience: ['orders', 'shipping'] })
  // @ts-expect-error a claim of ours has the type that it was declared with
  issuer.token({ claims: { tenant: 7 } })
  // @ts-expect-error exp is a number
  issuer.token({ claims: { exp: 'tomorrow' } })
  // @ts-expect-error it is called audience
  issuer.token({ aud: 'orders' })
  issuer.token().with({ claims: { exp: 'tomorrow', tenant: 7 } })

  issuer.bad('aud-other-service')
  issuer.bad('aud-other')
  issuer.bad('scope-missing', { scope: 'read' })
  issuer.bad('aud-other-service', { audience: 'billing', otherAudience: 'anybody' })
  // @ts-expect-error nor is there a bad token for one that was not declared
  issuer.bad('aud-other-service', { audience: 'shipping' })
  // @ts-expect-error nor are there all of them
  issuer.must({ audience: 'shipping' })
  // @ts-expect-error there is no such route
  issuer.fault('jwkz', 'down')
  // @ts-expect-error nor to have been asked
  issuer.requests('jwkz')
  // @ts-expect-error neither a case nor a family
  issuer.must({ skip: ['nonsense'] })
  // @ts-expect-error there is no such case
  issuer.bad('aud-othr')
  // @ts-expect-error it takes the scope that the call wants
  issuer.bad('scope-missing')
  // @ts-expect-error it is no token: it takes two calls
  issuer.bad('life-replay')

  await expect(fetch('http://localhost')).toBeRefused('wrong-audience')
  // @ts-expect-error there is no such reason
  await expect(fetch('http://localhost')).toBeRefused('wrong-audienc')
  expect(issuer).toHaveServedKeys({ atMost: 1 })
  await expect(fetch).toRefuseEvery(await issuer.must({ skip: ['cost'] }))

  await startIssuer({
    claims: { tenant: 'acme' },
    beforeToken({ claims, header, parameters }) {
      claims.tenant = String(parameters?.['resource'])
      claims.exp = 5
      header['typ'] = 'JWT'
      // @ts-expect-error the test has said that it is a text
      claims.tenant = 7
    },
  })

  // @ts-expect-error there is no such fault
  issuer.fault('jwks', 'sleepy')
  expectTypeOf(await issuer.fault('jwks', 'down')).toExtend<Disposable>()
  expectTypeOf(issuer.issuer('other').token).parameter(0).toEqualTypeOf<Parameters<typeof issuer.token>[0]>()
  expectTypeOf(issuer.ca).toEqualTypeOf<string>()
  await using plain = await startIssuer({ tls: false })
  expectTypeOf(plain.ca).toEqualTypeOf<undefined>()
  plain.token({ audience: 'anything' })
  expectTypeOf(plain).toExtend<TestIssuerKit<string, object, false>>()
  // @ts-expect-error a token that is not awaited is no text
  atob(issuer.token())
}

declare const play: KitPlay

/** The same of plays. */
async function typedPlays(number: number) {
  await play(5, { variant: 'wrong-audience' })
  await play(number)
  // @ts-expect-error there is no such scenario
  await play(99)
}

test('calls are typed down to the claim', () => {
  expectTypeOf(typed).toBeFunction()
  expectTypeOf(typedPlays).toBeFunction()
})

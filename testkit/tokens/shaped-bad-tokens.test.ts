import { decodeJwt, decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { assertRefused } from '../matchers.ts'
import { startIssuer } from '../start-issuer.ts'
import '../vitest.ts'

const start = () =>
  startIssuer({
    audiences: ['orders', 'billing'],
    claims: { region: 'north' },
    tls: false,
    beforeToken({ claims, header }) {
      claims['tenant'] = 'acme'
      claims.scope = 'orders.read'
      claims.aud = 'orders'
      delete claims.jti
      header['typ'] = 'JWT'
    },
  })

/** The names of claims whose values are other ones. */
function differing(one: string, other: string): string[] {
  const [a, b] = [decodeJwt(one), decodeJwt(other)]
  return Object.keys({ ...a, ...b }).filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]))
}

test('a bad token is a good one of the test with one defect, which comes last', async () => {
  await using issuer = await start()
  await issuer.clock.freeze()
  const good = await issuer.token()
  for (const id of ['aud-other-service', 'aud-other'] as const) {
    const bad = await issuer.bad(id)
    const dates = id === 'aud-other' ? ['nbf'] : [] // the table of judges has one in all of its tokens
    expect(differing(good, bad)).toEqual(['aud', ...dates])
    expect(decodeProtectedHeader(bad)).toEqual(decodeProtectedHeader(good))
  }
  expect(differing(good, await (await issuer.must()).good())).toEqual([])
  expect(decodeProtectedHeader(await issuer.bad('type-typ-other')).typ).not.toBe('JWT')
  await expect(issuer.bad('jti-missing')).rejects.toThrow('beforeToken takes jti out of good tokens, too')
})

const looksAtScope = async (token: PromiseLike<string>) =>
  decodeJwt(await token)['scope'] === 'orders.read' ? { status: 200 } : { status: 403 }

test('the scope that is said is in all of them, and an API that looks at nothing else is found', async () => {
  await using issuer = await startIssuer({ audiences: ['orders'], tls: false })
  for (const id of ['aud-other-service', 'exp-30s-ago'] as const) {
    expect(decodeJwt(await issuer.bad(id, { scope: 'orders.read' }))['scope']).toBe('orders.read')
    await expect(assertRefused(looksAtScope(issuer.bad(id, { scope: 'orders.read' })))).rejects.toThrow('let in')
    await expect(assertRefused(looksAtScope(issuer.bad(id)))).rejects.toThrow('believed and may not do this')
  }
})

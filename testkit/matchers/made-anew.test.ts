import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { assertRefusesEvery } from '../matchers.ts'
import { startIssuer } from '../start-issuer.ts'
import type { KitOptions } from '../testing.ts'

const LIFE = 5

/** With a service that looks at the signature, the issuer and the dates, and neither at the audience nor at the type. */
async function scene(options: Pick<KitOptions, 'lifetimeSeconds' | 'beforeToken'>) {
  const issuer = await startIssuer({ audiences: ['orders', 'billing'], tls: false, ...options })
  onTestFinished(() => issuer.stop())
  const service = async (token: string) => {
    const keys = createLocalJWKSet((await (await issuer.fetch(issuer.jwksUri)).json()) as JSONWebKeySet) // it is one
    const look = { issuer: issuer.url, algorithms: ['ES256'], currentDate: new Date(issuer.clock.now() * 1000) }
    return jwtVerify(token, keys, look).then(
      () => ({ status: 200 }),
      () => ({ status: 401 }),
    )
  }
  const must = await issuer.must()
  const said = () =>
    assertRefusesEvery(service, must).then(
      () => 'it passes',
      (error: Error) => error.message,
    )
  return { issuer, must, said }
}

test.each([
  ['said once', { lifetimeSeconds: LIFE }],
  ['said by a callback', { beforeToken: ({ claims }) => void (claims.exp = Number(claims.iat) + LIFE) }],
] as const satisfies [string, KitOptions][])(
  'a service that looks at no audience is found, however long ago the cases were made, and their life was %s',
  async (_how, options) => {
    const { issuer, said } = await scene(options)
    await issuer.clock.advance({ seconds: 10 * LIFE })
    expect(await said()).toContain('aud-other-service (critical')
  },
)

test('so it is after the key that signed them was withdrawn', async () => {
  const { issuer, said } = await scene({})
  await issuer.keys.revoke()
  expect(await said()).toContain('aud-other-service (critical')
})

test('a case has its tokens to read and to copy as before', async () => {
  const { must } = await scene({})
  const attempts = must.cases.flatMap((each) => each.attempts)
  expect(attempts.length).toBeGreaterThan(200)
  expect(structuredClone(attempts)).toEqual(attempts)
  for (const { token } of attempts) expect(token).toEqual(expect.any(String))
})

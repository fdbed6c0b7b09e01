import { expect, test } from 'vitest'
import { movedClock } from './support/moved-clock.ts'
import { openTestSandbox } from './support/sandbox.ts'
import { ALL_GOOD_ON_STILL_CLOCK, verdictsOfAll } from './support/verdicts.ts'

const DOCUMENTS = ['oauth-authorization-server', 'openid-configuration']

test.concurrent.for(['', '/', '/tenant', '/tenant/a/'])(
  'FACTORY_URL is honoured whole, whatever its path (%j): iss, documents, routes, and every scenario',
  async (path, { expect, onTestFinished }) => {
    const env = { FACTORY_URL: `https://localhost:0${path}` }
    const sandbox = await openTestSandbox({ clock: movedClock(), env })
    onTestFinished(() => sandbox.close())
    const origin = `https://localhost:${sandbox.factory.tlsPort}`
    const base = path.replace(/\/$/, '')
    const places = DOCUMENTS.flatMap((name) =>
      [`/.well-known/${name}`, `/.well-known/${name}${base}`, `${base}/.well-known/${name}`].map((place) => place),
    )
    for (const place of [...places, ...(base && DOCUMENTS.map((name) => `/.well-known/${name}${path}`))]) {
      const { status, body } = await sandbox.get('jwt-factory', place)
      expect({ place, status, issuer: body.issuer }).toEqual({ place, status: 200, issuer: `${origin}${path}` })
      expect(body).toMatchObject({ token_endpoint: `${origin}${base}/token`, jwks_uri: `${origin}${base}/jwks` })
    }
    for (const below of ['', base]) {
      expect(await sandbox.get('jwt-factory', `${below}/jwks`)).toMatchObject({ status: 200, body: { keys: [{}] } })
      expect((await sandbox.post('jwt-factory', `${below}/issueToken/servicea`)).status).toBe(200)
      expect((await sandbox.get('jwt-factory', `${below}/?x=1`)).body).toMatchObject({ name: 'jwt-factory' })
      expect((await sandbox.post('jwt-factory', `${below}/token`)).body).toMatchObject({ error: expect.any(String) })
    }
    if (base) expect((await sandbox.get('jwt-factory', `${base}x/jwks`)).status).toBe(404)
    expect(await verdictsOfAll(sandbox)).toEqual(ALL_GOOD_ON_STILL_CLOCK)
  },
)

test.each(['/keys', '/issuers/a', '/.well-known', '/token/x'])(
  'a path that would hide routes of the factory is refused at start: %s',
  async (path) => {
    const start = openTestSandbox({ env: { FACTORY_URL: `https://localhost:0${path}` } })
    await expect(start).rejects.toThrow(/^FACTORY_URL +has the path ".+".+choose another/)
  },
)

import { expect, test } from 'vitest'
import { readConfig } from '#core/config/read-config'
import { serviceSettings } from '../apps/service/config.ts'
import { startService } from '../apps/service/start.ts'
import { certifiedFolder } from './support/folders.ts'
import { movedClock } from './support/moved-clock.ts'
import { openTestSandbox } from './support/sandbox.ts'
import { ALL_GOOD_ON_STILL_CLOCK, verdictsOfAll } from './support/verdicts.ts'

const DOCUMENTS = ['oauth-authorization-server', 'openid-configuration']

test.concurrent.for([
  { url: 'http://localhost:0' },
  { url: 'http://127.0.0.1:0/' },
  { url: 'http://[::1]:0/tenant', path: '/tenant' },
  { url: 'http://issuer.test:0/a/b', path: '/a/b', env: { ALLOWED_HOSTS: 'issuer.test' } },
  { url: 'http://issuer.test:0', env: { TLS_NAMES: 'issuer.test' } },
])(
  'an issuer over plain HTTP ($url): every address in its documents is one, they answer, and all scenarios work',
  async ({ url, path = '', env }, { expect, onTestFinished }) => {
    const sandbox = await openTestSandbox({ clock: movedClock(), env: { ...env, FACTORY_URL: url } })
    onTestFinished(() => sandbox.close())
    const issuer = url.replace(':0', `:${sandbox.factory.port}`)
    const origin = new URL(issuer).origin
    const host = origin.replace('http://', '')
    for (const place of DOCUMENTS.flatMap((name) => [`${path}/.well-known/${name}`, `/.well-known/${name}${path}`])) {
      const { status, body } = await sandbox.plain('jwt-factory', place, { headers: { host } })
      expect({ place, status, issuer: body.issuer }).toEqual({ place, status: 200, issuer })
      const addresses = Object.entries<string>(body).filter(([name]) => /_(?:endpoint|uri)$/.test(name))
      expect(addresses.length).toBeGreaterThanOrEqual(4)
      for (const [, address] of addresses) expect(address.startsWith(`${origin}${path}/`), address).toBe(true)
      const keys = await sandbox.plain('jwt-factory', new URL(body.jwks_uri).pathname, { headers: { host } })
      expect(keys.body.keys).toHaveLength(1)
    }
    expect(await verdictsOfAll(sandbox)).toEqual(ALL_GOOD_ON_STILL_CLOCK)
  },
)

test.each([
  [
    { HOST: '0.0.0.0', FACTORY_URL: 'http://localhost:0' },
    /^FACTORY_URL +is plain HTTP, .*HOST is 0\.0\.0\.0[^\n]+\nFix it/,
  ],
  [{ FACTORY_URL: 'http://issuer.test:0' }, /^FACTORY_URL +is plain HTTP, .*ALLOWED_HOSTS=issuer\.test[^\n]+\nFix it/],
])('nowhere else: %j is refused at start, in a line', async (env, message) => {
  const keysFolder = await certifiedFolder()
  await expect(openTestSandbox({ keysFolder, env })).rejects.toThrow(message)
})

test('a service does not call a plain issuer of others either, and says so', async () => {
  const config = readConfig(serviceSettings('serviceb'), { FACTORY_URL: 'http://10.0.0.1:5555' })
  const frame = { clock: movedClock(), logFormat: 'json' as const, write: () => {}, scenarios: [] }
  await expect(startService({ ...frame, role: 'serviceb', config })).rejects.toThrow(/^FACTORY_URL +is plain HTTP/)
})

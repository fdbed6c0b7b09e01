import { expect, test } from 'vitest'
import { houseSettings } from './house.ts'
import { portSettings, urlSettings, urlsOf, whereSetting } from './process-settings.ts'
import { readConfig } from './read-config.ts'

const read = (env: Record<string, string>) => readConfig({ ...houseSettings, ...urlSettings, ...portSettings }, env)

test.each([
  [{}, 'https://localhost:5443/', 'FACTORY_URL'],
  [{ FACTORY_URL: 'https://a.test/b' }, 'https://a.test/b', 'FACTORY_URL'],
  [{ FACTORY_URL: 'http://issuer.test:5555/b/' }, 'https://localhost:5443/b/', 'FACTORY_TLS_PORT'],
  [{ FACTORY_URL: 'http://[::1]', HOST: '::1', FACTORY_TLS_PORT: '7' }, 'https://localhost:7/', 'FACTORY_TLS_PORT'],
])('the factory is called over TLS, and a setting says where: %j', (env, href, variable) => {
  const config = read(env)
  expect(urlsOf(config)['jwt-factory'].href).toBe(href)
  expect(whereSetting(config, 'jwt-factory')).toBe(variable)
  expect([urlsOf(config).serviceb.href, whereSetting(config, 'serviceb')]).toEqual([
    'https://localhost:8443/',
    'SERVICEB_URL',
  ])
})

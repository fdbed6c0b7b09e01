import { expect, test } from 'vitest'
import { readConfig } from '#core/config/read-config'
import { probeSettings } from './config.ts'
import { ownName, ownService } from './own-service.ts'

const at = (url: string, env: Record<string, string> = {}) => {
  const config = readConfig(probeSettings, env)
  return { name: ownName(new URL(url), config), expected: () => ownService(new URL(url), config) }
}

test('a service of the sandbox is known by its port, with what it expects and allows', async () => {
  const { name, expected } = at('http://localhost:3001/scenario7-server')
  expect(name).toBe('serviceb')
  expect(await expected()).toMatchObject({ audience: 'serviceb', type: 'at+jwt', leewaySeconds: expect.any(Number) })
  expect(at('http://localhost:8080/scenario7-server').name).toBeUndefined()
})

test('your own service is B where SERVICEB_URL leads to it, by any name of this machine, and how much its clock may differ is not known', async () => {
  const env = { SERVICEB_URL: 'http://localhost:8080' }
  const { name, expected } = at('http://127.0.0.1:8080/scenario7-server', env)
  expect(name).toBe('serviceb')
  expect(await expected()).toMatchObject({ audience: 'serviceb', otherAudience: 'servicec' })
  expect(await expected()).not.toHaveProperty('leewaySeconds')
  expect(at('http://localhost:8080/orders', env).name).toBe('serviceb')
  expect(at('http://localhost:8081/orders', env).name).toBeUndefined()
})

test('one on another machine is C where SERVICEC_URL says so', () => {
  const env = { SERVICEC_URL: 'https://c.example:8443', SERVICEC_CA: 'system' }
  expect(at('https://c.example:8443/scenario7-server', env).name).toBe('servicec')
  expect(at('https://d.example:8443/scenario7-server', env).name).toBeUndefined()
})

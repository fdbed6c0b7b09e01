import { expect, test } from 'vitest'
import { FREE_PORTS } from '#core/config/process-settings'
import { readSandboxConfig } from './config.ts'

test('the defaults run, and free ports', () => {
  expect(readSandboxConfig({})).toMatchObject({ host: 'localhost', 'jwt-factoryPort': 5555, serviceaPort: 3000 })
  expect(readSandboxConfig(FREE_PORTS)).toMatchObject({ serviceaPort: 0, servicebPort: 0 })
})

test('what is wrong for any of the processes is told before one starts, once', () => {
  const env = { FACTORY_TOKEN_LIFETIME: 'x', SELF_SIGNED_LIFETIME: '0', HOST: 'a b', FACTORY_URL: 'y' }
  expect(() => readSandboxConfig(env)).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(
        /^HOST .+\nFACTORY_URL .+\nFACTORY_TOKEN_LIFETIME .+\nSELF_SIGNED_LIFETIME .+\nFix it/,
      ),
    }),
  )
})

test.each([
  [{ SERVICEA_PORT: '5443' }, /^SERVICEA_PORT +5443 is the port of FACTORY_TLS_PORT too/],
  [{ FACTORY_PORT: '3000' }, /^SERVICEA_PORT +3000 is the port of FACTORY_PORT too/],
  [{ SERVICEC_PORT: '8000', SERVICEC_TLS_PORT: '8000' }, /^SERVICEC_TLS_PORT +8000 is the port of SERVICEC_PORT too/],
])('two ports of one number are refused, a default one too: %j', (env, message) => {
  expect(() => readSandboxConfig(env)).toThrow(message)
})

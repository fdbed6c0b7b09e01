import { expect, test } from 'vitest'
import { readConfig } from '#core/config/read-config'
import { protocolSettings } from './protocol-settings.ts'

const read = (env: Record<string, string>) => readConfig(protocolSettings, env)

test('clients are read as the field writes them, unless somebody says otherwise', () => {
  expect(read({})).toEqual({ clientAssertionAudience: 'any', clientAssertionJti: 'optional', oauthJson: false })
})

test.each([
  ['CLIENT_ASSERTION_AUDIENCE', 'issuer'],
  ['CLIENT_ASSERTION_JTI', 'required'],
])('%s may be %s, and no other word is taken for it', (variable, word) => {
  expect(Object.values(read({ [variable]: word }))).toContain(word)
  for (const other of ['token', 'yes', word.toUpperCase()])
    expect(() => read({ [variable]: other })).toThrow(new RegExp(`${variable} .*"${other}" is not`))
})

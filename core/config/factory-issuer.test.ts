import { expect, test } from 'vitest'
import { factoryIssuerSetting } from './factory-issuer.ts'
import { readConfig } from './read-config.ts'

const read = (text: string) => readConfig({ issuer: factoryIssuerSetting }, { FACTORY_ISSUER: text }).issuer

test.each(['discovery', 'https://jwt-factory/', 'http://issuer.test', 'HTTPS://mine', 'urn:example:issuer'])(
  'FACTORY_ISSUER=%s is taken as it is',
  (text) => expect(read(text)).toBe(text),
)

test('where it is not set, it is the name that it always was', () => expect(read('')).toBe('https://jwt-factory/'))

test.each(['discvery', 'discovry', 'Discovery', 'DISCOVERY', 'discover', 'dicsovery'])(
  '%s was meant to be discovery: it is refused, and says so',
  (text) => expect(() => read(text)).toThrow(`"${text}" is not the URI of an issuer, such as https://issuer.test, nor`),
)

test.each(['discvery', 'Discovery'])('%s is told what was meant', (text) => {
  expect(() => read(text)).toThrow(/nor the word discovery: did you mean that\?\n/)
})

test.each(['on', 'oidc', 'localhost', 'jwt-factory', '//issuer.test', 'https://', 'https:// issuer', 'urn:a b'])(
  '%s is no issuer, and not near to the word',
  (text) => expect(() => read(text)).toThrow(/nor the word discovery\n/),
)

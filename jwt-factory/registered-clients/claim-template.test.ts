import { expect, test } from 'vitest'
import { fillTemplate, parametersIn, templateFault } from './claim-template.ts'

test.each<[string, string[], string]>([
  ['', [], ''],
  ['plain $ {x} $x', [], 'plain $ {x} $x'],
  ['${tenant}', ['tenant'], '<tenant>'],
  ['urn:${a}:${b.c-d_1}:${a}', ['a', 'b.c-d_1', 'a'], 'urn:<a>:<b.c-d_1>:<a>'],
  ['$${a}}', ['a'], '$<a>}'],
])('"%s" is filled with %j', (text, parameters, filled) => {
  expect(templateFault(text)).toBeUndefined()
  expect(parametersIn(text)).toEqual(parameters)
  expect(fillTemplate(text, (name) => `<${name}>`)).toBe(filled)
})

test('what a value has is not filled again', () => {
  expect(fillTemplate('${a}', () => '${b} $& $1')).toBe('${b} $& $1')
})

test.each(['${', '${}', '${a', '${ a}', '${1a}', '${a b}', '${a${b}}', '${ä}', `\${${'a'.repeat(65)}}`, '${a}${'])(
  '"%s" cannot be filled',
  (text) => expect(templateFault(text)).toMatch(/^has a \$\{ that is not the beginning/),
)

test.each([
  'client_secret',
  'client_assertion',
  'assertion',
  'subject_token',
  'actor_token',
  'token',
  'password',
  'code',
])('the parameter %s is for the issuer alone', (name) =>
  expect(templateFault(`a\${${name}}`)).toBe(`would show the parameter ${name} to whoever gets the token`),
)

// CPU, which a busy machine does not change much: a few milliseconds. To look from each beginning to the end takes many seconds.
test('a text of any length is looked at in linear time', () => {
  const begin = process.cpuUsage()
  for (const text of ['${'.repeat(50_000), '${a'.repeat(50_000), '$'.repeat(100_000)]) templateFault(text)
  const { user, system } = process.cpuUsage(begin)
  expect((user + system) / 1000).toBeLessThan(1000)
})

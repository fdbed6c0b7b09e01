import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redact } from './redact.ts'

test.each(['surveyApp.v1', 'surveyJohn.v1', 'keyBoard.layout', 'attorneyLaw.example', 'surveyCompanyOfManyPeople.v1'])(
  'leaves a name with the letters of a header within a word alone: %s',
  (name) => {
    expect(redact(name)).toBe(name)
    expect(redact(JSON.stringify({ sub: name }))).toBe(JSON.stringify({ sub: name }))
    expect(redact(`https://${name}/keys?client_id=${name}`)).toBe(`https://${name}/keys?client_id=${name}`)
  },
)

test('finds a token of any form behind any word, escaped or not', () => {
  const header = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 })
  const indent = fc.constantFrom(undefined, 1, 2, '\t')
  const word = fc.constantFrom(
    'Bearer',
    'token_',
    'a',
    'Z9',
    '%20',
    '%3D',
    '\\n',
    '\\u000a',
    '=',
    '"',
    '-',
    'surveyApp.v1 ',
  )
  fc.assert(
    fc.property(word, header, indent, (before, members, space) => {
      const head = Buffer.from(JSON.stringify(members, null, space)).toString('base64url')
      const secret = 'c2VjcmV0LXNpZ25hdHVyZQ'
      expect(redact(`${before}${head}.${secret}.${secret}`)).not.toContain(secret)
    }),
  )
})

import { expect, test } from 'vitest'
import { readClaimOption, writeClaimOption } from './claim-option.ts'

test.each<[string, unknown]>([
  ['tenant=a', 'a'],
  ['level=3', 3],
  ['admin=true', true],
  ['roles=["a","b"]', ['a', 'b']],
  ['piko={"endpoints":["b"]}', { endpoints: ['b'] }],
  ['level="3"', '3'],
  ['broken={"a"', '{"a"'],
  ['note=a=b', 'a=b'],
  ['empty=', ''],
  ['sub=11', '11'],
  ['client_id=true', 'true'],
])('--claim %s', (text, value) => {
  const claim = readClaimOption(text)
  expect(claim).toEqual([text.slice(0, text.indexOf('=')), value])
  expect(readClaimOption(writeClaimOption(...claim))).toEqual(claim) // as the line that repeats a finding has it
})

test('a claim has a name', () => expect(() => readClaimOption('=3')).toThrow('NAME=VALUE'))

test.each(['jti=abc', 'iat=1', 'nbf=1', 'exp=9999999999'])('--claim %s is refused: each token has its own', (text) =>
  expect(() => readClaimOption(text)).toThrow('fresh in each token'),
)

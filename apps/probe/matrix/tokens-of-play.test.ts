import { expect, test } from 'vitest'
import { tokensOfPlay } from './tokens-of-play.ts'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

const heldWith = (kid: string, typ: string) => ({
  who: 'jwt-factory',
  what: 'a token for serviceb',
  token: `${part({ alg: 'ES256', typ, kid })}.${part({ iss: 'x', sub: 'servicea', aud: 'serviceb', exp: 100 })}.c2ln`,
})
const access = [heldWith('a', 'at+jwt')]
const ofTwoKeys = [heldWith('old', 'JWT'), heldWith('new', 'JWT')]

const revoking = { scenario: { number: 10, trust: 'introspection' }, name: '10' } as const
const withdrawing = { scenario: { number: 6, trust: 'key-set' }, name: '6?emergency' } as const
const blackListing = { scenario: { number: 13, trust: 'gateway' }, name: '13?blacklisted' } as const

test('a play that came to its end has done to its tokens what it is about', () => {
  expect(tokensOfPlay(access, { ...revoking, status: 200 }, 1)).toMatchObject([{ isRevoked: true }])
  const [old, fresh] = tokensOfPlay(ofTwoKeys, { ...withdrawing, status: 200 }, 1)
  expect([old?.flaw, fresh?.flaw]).toEqual(['withdrawn-key', undefined])
  expect(tokensOfPlay(access, { ...blackListing, status: 200 }, 1)).toMatchObject([{ flaw: 'black-listed' }])
})

test.each([429, 503, 504])('of one that answered %s nobody knows what became of its tokens', (status) => {
  expect(tokensOfPlay(access, { ...revoking, status }, 1)).toEqual([])
  expect(tokensOfPlay(ofTwoKeys, { ...withdrawing, status }, 1)).toEqual([])
  expect(tokensOfPlay(access, { ...blackListing, status }, 1)).toEqual([])
})

test('where nothing is taken back the tokens are what they are, however the play ended', () => {
  const play = { scenario: { number: 7, trust: 'access-token' }, name: '7', status: 504 } as const
  expect(tokensOfPlay(access, play, 1)).toMatchObject([{ isRevoked: false, owner: 'servicea', scenarios: [7] }])
  expect(tokensOfPlay(access, { ...revoking, name: '10?not-mine', status: 504 }, 1)).toMatchObject([{ isRevoked: false }]) // prettier-ignore
})

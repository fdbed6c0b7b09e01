import { expect, test } from 'vitest'
import { generateSigningKey } from '#core/keys/signing-key'
import { judgeKeysOf, openJudgedWorld } from './judge.fixture.ts'
import { keyInQuestion } from './key-in-question.ts'

const world = await openJudgedWorld('ES256')
const other = await generateSigningKey('ES256', 0)
const token = await world.sign()

test('a system with one key has that of the key id in the token, and else the first', async () => {
  const keys = await judgeKeysOf(other, world.key)
  const keyFor = (authorization: readonly string[]) => keyInQuestion(world.ask(authorization, { keys }))?.kid
  expect(keyFor([`Bearer ${token}`])).toBe(world.key.kid)
  expect(keyFor([`bearer  ${token}`])).toBe(world.key.kid)
  for (const authorization of [[], ['Bearer nonsense'], [`Bearer ${await world.sign({ header: { kid: 'x' } })}`]])
    expect(keyFor(authorization)).toBe(other.kid)
})

test('a key that names no algorithm is set up with the one that the token names, if it fits', async () => {
  const rsa = await openJudgedWorld('RS256')
  const { alg: _alg, ...bare } = rsa.key.publicJwk
  const keys = await judgeKeysOf({ publicJwk: bare })
  const algorithmFor = async (alg: string) =>
    keyInQuestion(rsa.ask([`Bearer ${await rsa.sign({ header: { alg } })}`], { keys }))?.algorithm
  expect(await algorithmFor('PS384')).toBe('PS384')
  expect(await algorithmFor('ES256')).toBe('RS256')
  expect(await algorithmFor('none')).toBe('RS256')
})

test('without keys there is none', () => {
  expect(keyInQuestion(world.ask([`Bearer ${token}`], { keys: { keys: [], jwks: { keys: [] }, from: '' } }))).toBeUndefined() // prettier-ignore
})

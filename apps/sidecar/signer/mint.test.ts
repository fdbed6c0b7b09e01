import { describe, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { generateSigningKey } from '#core/keys/signing-key'
import { NoActiveKey } from '../keys/no-active-key.ts'
import { createTokenMint, type MintConfig } from './mint.ts'
import { MOST_REUSED, reusedTokens } from './reused-tokens.ts'

const START = Date.parse('2026-11-22T12:00:00.400Z')
const SECONDS = Math.floor(START / 1000)
const [key, otherKey] = await Promise.all([generateSigningKey('ES256', 0), generateSigningKey('EdDSA', 0)])

const CONFIG: MintConfig = {
  issuer: 'service-a',
  expirationTime: 300_000,
  maxSkew: 60_000,
  nonceLength: 32,
  claims: {},
  claimsFromHeaders: {},
  reuse: false,
  dialect: 'strict',
}

function open(config: Partial<MintConfig> = {}) {
  const clock = manualClock(START)
  const signer = { current: () => key as Pick<typeof key, 'kid' | 'algorithm' | 'privateKey'> }
  return {
    clock,
    signer,
    ...createTokenMint({ ...CONFIG, ...config }, { key: { current: () => signer.current() }, clock }),
  }
}

const AUDIENCE = 'https://svc'
const part = (token: string, at: number) => JSON.parse(Buffer.from(token.split('.')[at] ?? '', 'base64url').toString())
const claimsOf = (token: string) => part(token, 1)

describe('a token of a signer', () => {
  test('has three members in its header and six claims, in the order of the original', async () => {
    const token = await open().mint(AUDIENCE, {})
    expect(JSON.stringify(part(token, 0))).toBe(`{"alg":"ES256","kid":"${key.kid}","typ":"JWT"}`)
    expect(Object.entries(claimsOf(token))).toEqual([
      ['aud', AUDIENCE],
      ['exp', SECONDS + 300],
      ['iat', SECONDS],
      ['iss', 'service-a'],
      ['jti', expect.stringMatching(/^[a-zA-Z0-9+/]{32}$/)],
      ['nbf', SECONDS - 60],
    ])
  })

  test('is a new one for each request, with an id that does not come back', async () => {
    const { mint } = open({ nonceLength: 22 })
    const ids = await Promise.all(Array.from({ length: 500 }, async () => claimsOf(await mint(AUDIENCE, {})).jti))
    expect(new Set(ids).size).toBe(500)
    const letters = new Set(ids.join(''))
    expect(letters.size).toBe(64)
  })

  test('has an id of 128 bits at least', () => {
    for (const nonceLength of [0, 21, 22.5, 513, Number.NaN]) expect(() => open({ nonceLength })).toThrow(RangeError)
  })

  test('that lives for less than a second lives for one', async () => {
    expect(claimsOf(await open({ expirationTime: 300 }).mint(AUDIENCE, {}))).toMatchObject({
      iat: SECONDS,
      exp: SECONDS + 1,
    })
  })

  test('is not made without a key', async () => {
    const { mint, signer } = open({ reuse: true })
    signer.current = () => {
      throw new NoActiveKey()
    }
    await expect(mint(AUDIENCE, {})).rejects.toThrow(NoActiveKey)
  })

  test('for a lesson: expired, or for somebody else, and not reused', async () => {
    const { mint } = open({ reuse: true })
    const good = await mint(AUDIENCE, {})
    expect(claimsOf(await mint(AUDIENCE, {}, 'expired'))).toMatchObject({ aud: AUDIENCE, exp: SECONDS - 3600 })
    expect(claimsOf(await mint(AUDIENCE, {}, 'wrong-audience'))).toMatchObject({ aud: 'https://nobody.invalid' })
    expect(await mint(AUDIENCE, {})).toBe(good)
  })
})

describe('further claims', () => {
  test('are always the same, or of the request', async () => {
    const claims = { zone: 'eu', list: [1, { a: true }], sub: 'x' }
    const { mint, takenHeaders } = open({
      claims,
      claimsFromHeaders: { user: 'X-User', zone: 'x-zone', sub: 'X-User' },
    })
    expect(takenHeaders).toEqual(['x-user', 'x-zone'])
    expect(claimsOf(await mint(AUDIENCE, {}))).toMatchObject(claims)
    const headers = { 'x-user': Buffer.from('Zoë 服').toString('latin1'), 'x-zone': ['us'], 'x-other': 'no' }
    const minted = claimsOf(await mint(AUDIENCE, headers))
    expect(minted).toMatchObject({ user: 'Zoë 服', zone: 'us', sub: 'Zoë 服', list: claims.list, iss: 'service-a' })
    expect(minted).not.toHaveProperty('x-other')
  })

  test.each(['iss', 'aud', 'exp', 'nbf', 'iat', 'jti'])('%s is said by the signer alone', (claim) => {
    expect(() => open({ claims: { [claim]: 'x' } })).toThrow(`${claim} is a claim that the signer itself fills in`)
    expect(() => open({ claimsFromHeaders: { [claim]: 'x-claim' } })).toThrow(TypeError)
  })

  test.each<[what: string, value: string | string[]]>([
    ['came twice', ['a', 'b']],
    ['is too long', 'x'.repeat(2001)],
    ['is no UTF-8', '\u00FF'],
    ['has control characters', 'a\u0000b'],
  ])('a header that %s makes no claim', async (_what, value) => {
    const { mint } = open({ claimsFromHeaders: { user: 'x-user' } })
    await expect(mint(AUDIENCE, { 'x-user': value })).rejects.toMatchObject({ name: 'Problem', type: 'invalid-input' })
  })

  test('all headers together have a bound', async () => {
    const { mint } = open({ claimsFromHeaders: { a: 'x-a', b: 'x-b' } })
    await expect(mint(AUDIENCE, { 'x-a': 'x'.repeat(1001), 'x-b': 'x'.repeat(1000) })).rejects.toThrow(
      'more than 2000 bytes',
    )
  })

  test('an empty header is none', async () => {
    const { mint } = open({ claimsFromHeaders: { user: 'x-user' } })
    expect(claimsOf(await mint(AUDIENCE, { 'x-user': '' }))).not.toHaveProperty('user')
  })
})

describe('reuse', () => {
  test('hands out the same token for four fifths of its life', async () => {
    const { mint, clock } = open({ reuse: true })
    const first = await mint(AUDIENCE, {})
    clock.advance({ seconds: 239 })
    expect(await mint(AUDIENCE, {})).toBe(first)
    clock.advance({ seconds: 1 })
    const second = await mint(AUDIENCE, {})
    expect(claimsOf(second).exp).toBe(claimsOf(first).exp + 240)
  })

  test('is for one audience, one key, and the same claims from headers', async () => {
    const { mint, signer } = open({ reuse: true, claimsFromHeaders: { user: 'x-user' } })
    const tokens = [
      await mint(AUDIENCE, { 'x-user': 'a' }),
      await mint(AUDIENCE, { 'x-user': 'b' }),
      await mint(AUDIENCE, {}),
      await mint('https://other', {}),
    ]
    signer.current = () => otherKey
    tokens.push(await mint(AUDIENCE, {}))
    expect(new Set(tokens).size).toBe(5)
    expect(claimsOf(tokens[1] ?? '')).toMatchObject({ user: 'b' })
    expect(await mint(AUDIENCE, {})).toBe(tokens[4])
  })

  test('shares a token that is being made, and forgets one that could not be made', async () => {
    const clock = manualClock(START)
    const tokens = reusedTokens(1000, clock)
    let made = 0
    const slow = () => tokens.get('a', async () => `token ${++made}`)
    expect(await Promise.all([slow(), slow()])).toEqual(['token 1', 'token 1'])
    await expect(tokens.get('b', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await tokens.get('b', async () => 'yes')).toBe('yes')
  })

  test('has a bound, and a token that is asked for stays', async () => {
    const tokens = reusedTokens(1000, manualClock(START))
    const get = (name: string) => tokens.get(name, async () => 'made again')
    await tokens.get('first', async () => 'kept')
    for (let at = 0; at < 2 * MOST_REUSED; at++) {
      await get(`audience ${at}`)
      if (at % 100 === 0) await get('first')
    }
    expect(tokens.size).toBe(MOST_REUSED)
    expect(await get('first')).toBe('kept')
    expect(await get('audience 0')).toBe('made again')
  })

  test('a clock that was set back makes no token of the future', async () => {
    const { mint, clock } = open({ reuse: true })
    const first = await mint(AUDIENCE, {})
    clock.set(START - 100_000)
    expect(claimsOf(await mint(AUDIENCE, {})).iat).toBe(claimsOf(first).iat - 100)
  })
})

const twoIds = async (dialect: MintConfig['dialect']) => {
  const { mint } = open({ dialect, nonceLength: 32 })
  return [claimsOf(await mint(AUDIENCE, {})).jti, claimsOf(await mint(AUDIENCE, {})).jti]
}

test('UNSAFE, in the dialect jwtproxy: whoever knows when the signer started knows its ids (W8)', async () => {
  const [first, second] = await twoIds('jwtproxy')
  expect(await twoIds('jwtproxy')).toEqual([first, second])
  expect(first).not.toBe(second)
  expect(first).toMatch(/^[a-zA-Z0-9+/]{32}$/)
  expect(await twoIds('strict')).not.toEqual(await twoIds('strict'))
})

import { describe, expect, test } from 'vitest'
import { AS_PUBLISHED, good, key, kidAsked, openVerifierKeys, rsa, status } from './registry-server.fixture.ts'

describe('a key of a registry', () => {
  test('is fetched when a token names it, once for all who wait, and kept for as long as the registry says', async () => {
    const { outcome, clock, asked, paths, server } = openVerifierKeys((question) => good(kidAsked(question)))
    expect(await Promise.all([outcome('k=1'), outcome('k=1'), outcome('k=1')])).toEqual(['k=1', 'k=1', 'k=1'])
    expect(paths()).toEqual(['/base/services/svc/keys/k%3D1'])
    expect(asked[0]).toMatchObject({ method: 'GET', patience: 2000 })
    clock.advance({ seconds: 59 })
    expect(await outcome('k=1')).toBe('k=1')
    expect(asked).toHaveLength(1)
    clock.advance({ seconds: 1 })
    expect(await Promise.all([outcome('k=1'), outcome('k=1')])).toEqual(['k=1', 'k=1'])
    expect(asked).toHaveLength(2)
    expect(asked[1]?.headers).toEqual({ 'if-none-match': '"1"' })
    expect(server.state()).toEqual({ type: 'keyregistry', keys: 1 })
  })

  test('as jwtproxy publishes it, padded, keeps its key id', async () => {
    const { outcome } = openVerifierKeys(() => ({ status: 200, headers: {}, text: JSON.stringify(AS_PUBLISHED) }))
    expect(await outcome(`${rsa.kid}=`, 'svc', 'RS256')).toBe(`${rsa.kid}=`)
  })

  test('is kept on for as long again when it has not changed', async () => {
    const { outcome, clock, asked, answerWith } = openVerifierKeys((question) => good(kidAsked(question)))
    await outcome('a')
    answerWith(() => ({ status: 304, headers: { 'cache-control': 'max-age=10' }, text: '' }))
    clock.advance({ seconds: 60 })
    expect(await outcome('a')).toBe('a')
    clock.advance({ seconds: 9 })
    expect(await outcome('a')).toBe('a')
    expect(asked).toHaveLength(2)
  })

  test('is kept for no longer than the configuration says, and for less when it was kept on its way', async () => {
    const bounded = openVerifierKeys(
      (question) => good(kidAsked(question), { 'cache-control': 'max-age=3600' }),
      ['svc'],
      5000,
    )
    await bounded.outcome('a')
    bounded.clock.advance({ seconds: 5 })
    await bounded.outcome('a')
    expect(bounded.asked).toHaveLength(2)
    const old = openVerifierKeys((question) => good(kidAsked(question), { 'cache-control': 'max-age=60', age: '50' }))
    await old.outcome('a')
    old.clock.advance({ seconds: 10 })
    await old.outcome('a')
    expect(old.asked).toHaveLength(2)
  })

  test('of one issuer is not that of another', async () => {
    const { outcome, paths } = openVerifierKeys((question) =>
      question.path.includes('/svc/') ? good('a') : status(404),
    )
    expect(await outcome('a')).toBe('a')
    expect(await outcome('a', 'other')).toBe('unknown-key')
    expect(paths()).toEqual(['/base/services/svc/keys/a', '/base/services/other/keys/a'])
  })

  test('of another algorithm is given, so that it is refused by name', async () => {
    const { outcome } = openVerifierKeys((question) => good(kidAsked(question)))
    expect(await outcome('a', 'svc', 'RS256')).toBe('a')
  })
})

describe('a no', () => {
  test.each([
    [404, 'unknown-key'],
    [403, 'expired-key'],
    [409, 'pending-key'],
    [400, 'unknown-key'],
    [500, 'cannot-decide'],
    [503, 'cannot-decide'],
    [301, 'cannot-decide'],
    [401, 'cannot-decide'],
    [204, 'cannot-decide'],
  ])('%d means %s', async (code, reason) => {
    const { outcome } = openVerifierKeys(() => status(code))
    expect(await outcome('a')).toBe(reason)
  })

  test.each([
    ['no JSON', 'hello'],
    ['two readings', '{"kid":"a","kid":"b"}'],
    ['a list', '[]'],
    ['another key', JSON.stringify({ ...key.publicJwk, kid: 'b' })],
    ['too much', JSON.stringify({ ...key.publicJwk, kid: 'a', x5c: Array(300).fill('') })],
  ])('%s decides nothing', async (_what, text) => {
    const { outcome } = openVerifierKeys(() => status(200, text))
    expect(await outcome('a')).toBe('cannot-decide')
  })

  test.each([
    ['with private members', { d: 'AAAA' }],
    ['that is over a curve of its own', { x: 'AAAA' }],
    ['for encryption', { use: 'enc' }],
    ['symmetric', { kty: 'oct' }],
  ])('a key %s is none', async (_what, changes) => {
    const { outcome } = openVerifierKeys(() => status(200, JSON.stringify({ ...key.publicJwk, kid: 'a', ...changes })))
    expect(await outcome('a')).toBe('unknown-key')
  })

  test('is remembered for a moment: less for a key that waits for approval', async () => {
    const { outcome, clock, asked, answerWith } = openVerifierKeys(() => status(404))
    await outcome('a')
    clock.advance({ milliseconds: 1999 })
    expect(await outcome('a')).toBe('unknown-key')
    expect(asked).toHaveLength(1)
    clock.advance({ milliseconds: 1 })
    answerWith(() => status(409))
    expect(await outcome('a')).toBe('pending-key')
    answerWith((question) => good(kidAsked(question)))
    expect(await outcome('a')).toBe('pending-key')
    clock.advance({ seconds: 1 })
    expect(await outcome('a')).toBe('a')
  })

  test('to a key that was known says that it was revoked, for as long as anybody remembers', async () => {
    const { outcome, clock, answerWith } = openVerifierKeys((question) => good(kidAsked(question)))
    await outcome('a')
    answerWith(() => status(404))
    clock.advance({ seconds: 60 })
    expect(await outcome('a')).toBe('revoked-key')
    clock.advance({ seconds: 60 })
    expect(await outcome('a')).toBe('revoked-key')
    expect(await outcome('b')).toBe('unknown-key')
  })

  test('one kid that makes the registry stumble does not stand in the way of others', async () => {
    const { outcome } = openVerifierKeys((question) =>
      kidAsked(question) === 'bad' ? status(500) : good(kidAsked(question)),
    )
    expect(await outcome('bad')).toBe('cannot-decide')
    expect(await outcome('a')).toBe('a')
  })
})

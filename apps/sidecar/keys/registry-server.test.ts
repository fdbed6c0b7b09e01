import { describe, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { KeysUnavailable } from '#core/keys/key-errors'
import { generateSigningKey } from '#core/keys/signing-key'
import { TokenRejected } from '#core/token/rejection'
import { NoAnswer, type OutsideAnswer, type OutsideQuestion } from './outside-client.ts'
import { MOST_KEPT } from './registry-keys.ts'
import { openRegistryServer, registryServer } from './registry-server.ts'

const [key, rsa] = await Promise.all([generateSigningKey('ES256', 0), generateSigningKey('RS256', 0)])
const AS_PUBLISHED = { ...rsa.publicJwk, n: `${rsa.publicJwk.n}==`, kid: `${rsa.kid}=` }

const good = (kid: string, headers: Record<string, string> = { 'cache-control': 'max-age=60', etag: '"1"' }) => ({
  status: 200,
  headers,
  text: JSON.stringify({ ...key.publicJwk, kid }),
})
const status = (code: number, text = '') => ({ status: code, headers: {}, text })

type Answer = OutsideAnswer | Promise<OutsideAnswer>

function open(
  answer: (question: OutsideQuestion) => Answer,
  issuers: string[] | 'any' = ['svc', 'other'],
  duration?: number,
) {
  const clock = manualClock('2026-11-22T12:00:00Z')
  const asked: OutsideQuestion[] = []
  const parts = { issuers, algorithms: ['ES256'] as const, clock, log: { info: () => {}, warn: () => {} } }
  let answering = answer
  const client = {
    origin: 'https://registry.example',
    base: '/base',
    path: '/base',
    ask: async (question: OutsideQuestion) => (asked.push(question), answering(question)),
    close: async () => {},
  }
  const cache = duration === undefined ? undefined : { duration, purgeInterval: 1000 }
  const server = registryServer(client, cache, parts)
  const outcome = async (kid: string | undefined, issuer = 'svc', alg: 'ES256' | 'RS256' = 'ES256') => {
    try {
      return (await server.keysOf(issuer).select({ kid, alg })).kid
    } catch (error) {
      if (error instanceof TokenRejected) return error.reason
      return error instanceof KeysUnavailable ? 'cannot-decide' : error
    }
  }
  const answerWith = (next: typeof answering) => void (answering = next)
  return { server, clock, asked, outcome, answerWith, paths: () => asked.map(({ path }) => path) }
}

const down = (): never => {
  throw new NoAnswer('nobody listens there')
}
const kidOf = ({ path }: OutsideQuestion) => decodeURIComponent(path.split('/').at(-1) ?? '')

describe('a key of a registry', () => {
  test('is fetched when a token names it, once for all who wait, and kept for as long as the registry says', async () => {
    const { outcome, clock, asked, paths, server } = open((question) => good(kidOf(question)))
    expect(await Promise.all([outcome('k=1'), outcome('k=1'), outcome('k=1')])).toEqual(['k=1', 'k=1', 'k=1'])
    expect(paths()).toEqual(['/base/services/svc/keys/k%3D1'])
    expect(asked[0]).toMatchObject({ method: 'GET', patience: 2000 })
    clock.advance({ seconds: 59 })
    expect(await outcome('k=1')).toBe('k=1')
    expect(asked).toHaveLength(1)
    clock.advance({ seconds: 1 })
    expect(await outcome('k=1')).toBe('k=1')
    expect(asked[1]?.headers).toEqual({ 'if-none-match': '"1"' })
    expect(server.state()).toEqual({ type: 'keyregistry', keys: 1 })
  })

  test('as jwtproxy publishes it, padded, keeps its key id', async () => {
    const { outcome } = open(() => ({ status: 200, headers: {}, text: JSON.stringify(AS_PUBLISHED) }))
    expect(await outcome(`${rsa.kid}=`, 'svc', 'RS256')).toBe(`${rsa.kid}=`)
  })

  test('is kept on for as long again when it has not changed', async () => {
    const { outcome, clock, asked, answerWith } = open((question) => good(kidOf(question)))
    await outcome('a')
    answerWith(() => ({ status: 304, headers: { 'cache-control': 'max-age=10' }, text: '' }))
    clock.advance({ seconds: 60 })
    expect(await outcome('a')).toBe('a')
    clock.advance({ seconds: 9 })
    expect(await outcome('a')).toBe('a')
    expect(asked).toHaveLength(2)
  })

  test('is kept for no longer than the configuration says, and for less when it was kept on its way', async () => {
    const bounded = open((question) => good(kidOf(question), { 'cache-control': 'max-age=3600' }), ['svc'], 5000)
    await bounded.outcome('a')
    bounded.clock.advance({ seconds: 5 })
    await bounded.outcome('a')
    expect(bounded.asked).toHaveLength(2)
    const old = open((question) => good(kidOf(question), { 'cache-control': 'max-age=60', age: '50' }))
    await old.outcome('a')
    old.clock.advance({ seconds: 10 })
    await old.outcome('a')
    expect(old.asked).toHaveLength(2)
  })

  test('of one issuer is not that of another', async () => {
    const { outcome, paths } = open((question) => (question.path.includes('/svc/') ? good('a') : status(404)))
    expect(await outcome('a')).toBe('a')
    expect(await outcome('a', 'other')).toBe('unknown-key')
    expect(paths()).toEqual(['/base/services/svc/keys/a', '/base/services/other/keys/a'])
  })

  test('of another algorithm is given, so that it is refused by name', async () => {
    const { outcome } = open((question) => good(kidOf(question)))
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
    const { outcome } = open(() => status(code))
    expect(await outcome('a')).toBe(reason)
  })

  test.each([
    ['no JSON', 'hello'],
    ['two readings', '{"kid":"a","kid":"b"}'],
    ['a list', '[]'],
    ['another key', JSON.stringify({ ...key.publicJwk, kid: 'b' })],
    ['too much', JSON.stringify({ ...key.publicJwk, kid: 'a', x5c: Array(300).fill('') })],
  ])('%s decides nothing', async (_what, text) => {
    const { outcome } = open(() => status(200, text))
    expect(await outcome('a')).toBe('cannot-decide')
  })

  test.each([
    ['with private members', { d: 'AAAA' }],
    ['that is over a curve of its own', { x: 'AAAA' }],
    ['for encryption', { use: 'enc' }],
    ['symmetric', { kty: 'oct' }],
  ])('a key %s is none', async (_what, changes) => {
    const { outcome } = open(() => status(200, JSON.stringify({ ...key.publicJwk, kid: 'a', ...changes })))
    expect(await outcome('a')).toBe('unknown-key')
  })

  test('is remembered for a moment: less for a key that waits for approval', async () => {
    const { outcome, clock, asked, answerWith } = open(() => status(404))
    await outcome('a')
    clock.advance({ milliseconds: 1999 })
    expect(await outcome('a')).toBe('unknown-key')
    expect(asked).toHaveLength(1)
    clock.advance({ milliseconds: 1 })
    answerWith(() => status(409))
    expect(await outcome('a')).toBe('pending-key')
    answerWith((question) => good(kidOf(question)))
    expect(await outcome('a')).toBe('pending-key')
    clock.advance({ seconds: 1 })
    expect(await outcome('a')).toBe('a')
  })

  test('to a key that was known says that it was revoked, for as long as anybody remembers', async () => {
    const { outcome, clock, answerWith } = open((question) => good(kidOf(question)))
    await outcome('a')
    answerWith(() => status(404))
    clock.advance({ seconds: 60 })
    expect(await outcome('a')).toBe('revoked-key')
    clock.advance({ seconds: 60 })
    expect(await outcome('a')).toBe('revoked-key')
    expect(await outcome('b')).toBe('unknown-key')
  })

  test('one kid that makes the registry stumble does not stand in the way of others', async () => {
    const { outcome } = open((question) => (kidOf(question) === 'bad' ? status(500) : good(kidOf(question))))
    expect(await outcome('bad')).toBe('cannot-decide')
    expect(await outcome('a')).toBe('a')
  })
})

describe('what is not asked at all (W4, W5)', () => {
  test.each([
    undefined,
    '',
    '.',
    '..',
    '...',
    'a/b',
    'a\\b',
    '../x',
    '%2e%2e',
    'a?b',
    'a#b',
    'a b',
    'a\nb',
    'ä',
    'a;b',
    'x'.repeat(257),
  ])('the key id %j', async (kid) => {
    const { outcome, asked } = open(() => good('a'))
    expect(await outcome(kid)).toBe('unknown-key')
    expect(asked).toEqual([])
  })

  test.each(['evil', '', '..', 'svc/keys/x/../..', 'SVC'])(
    'the issuer %j, which is not on the list',
    async (issuer) => {
      const { outcome, asked } = open(() => good('a'))
      expect(await outcome('a', issuer)).toBe('unknown-key')
      expect(asked).toEqual([])
    },
  )

  test.each(['', '.', '..', 'a/b', 'a b', '%2e'])('any issuer that is no name: %j', async (issuer) => {
    const { outcome, asked } = open(() => good('a'), 'any')
    expect(await outcome('a', issuer)).toBe('unknown-key')
    expect(asked).toEqual([])
  })

  test('an issuer on the list that can have no keys at a registry is a fault of the configuration', async () => {
    const { clock } = open(down)
    const parts = { algorithms: ['ES256'] as const, clock, log: { info: () => {}, warn: () => {} } }
    const config = { type: 'keyregistry', registry: 'https://registry.example' } as const
    await expect(openRegistryServer(config, { ...parts, issuers: ['https://a.example/'] })).rejects.toThrow(
      /^issuers: "https:\/\/a.example\/" can have no keys at a key registry/,
    )
  })

  test('more unknown keys than a registry should be asked for: those that are known go on', async () => {
    const { outcome, asked, clock, server } = open((question) =>
      kidOf(question).startsWith('bogus') ? status(404) : good(kidOf(question)),
    )
    expect(await outcome('a')).toBe('a')
    const outcomes: unknown[] = []
    for (let at = 0; at < 1000; at++) outcomes.push(await outcome(`bogus-${at}`))
    expect(asked).toHaveLength(50)
    expect(outcomes.filter((each) => each === 'cannot-decide')).toHaveLength(951)
    expect(await outcome('a')).toBe('a')
    clock.advance({ seconds: 1 })
    expect(await outcome('b')).toBe('b')
    expect(server.state().keys).toBe(2)
  })

  test('more keys than are kept', async () => {
    const { outcome, clock, server } = open((question) => good(kidOf(question)))
    for (let at = 0; at < MOST_KEPT + 100; at++) {
      await outcome(`key-${at}`)
      clock.advance({ milliseconds: 50 })
    }
    expect(server.state().keys).toBe(MOST_KEPT)
  })
})

describe('while the registry is down', () => {
  test('known keys are good for an hour, nobody waits for it, and the state says so', async () => {
    const { outcome, clock, asked, answerWith, server } = open((question) => good(kidOf(question)))
    await outcome('a')
    clock.advance({ seconds: 60 })
    const since = clock.now()
    answerWith(down)
    expect(await outcome('a')).toBe('a')
    expect(await outcome('a')).toBe('a')
    expect(asked).toHaveLength(2)
    expect(server.state()).toMatchObject({ trouble: { what: 'nobody listens there', since } })
    clock.advance({ seconds: 2 })
    answerWith(() => new Promise(() => {})) // it hangs
    expect(await outcome('a')).toBe('a')
    expect(asked).toHaveLength(3)
    clock.advance({ minutes: 58 })
    expect(await outcome('a')).toBe('a')
  })

  test('after an hour nothing can be decided', async () => {
    const { outcome, clock, answerWith } = open((question) => good(kidOf(question)))
    await outcome('a')
    answerWith(down)
    clock.advance({ minutes: 59 })
    expect(await outcome('a')).toBe('a')
    clock.advance({ minutes: 1 })
    expect(await outcome('a')).toBe('cannot-decide')
  })

  test('a key that nobody has seen cannot be decided, and the registry is spared for a second', async () => {
    const { outcome, clock, asked, answerWith } = open(down)
    expect(await outcome('a')).toBe('cannot-decide')
    expect(await outcome('b')).toBe('cannot-decide')
    expect(asked).toHaveLength(1)
    answerWith((question) => good(kidOf(question)))
    clock.advance({ seconds: 1 })
    expect(await outcome('a')).toBe('a')
  })

  test('a no that comes back with it counts', async () => {
    const { outcome, clock, answerWith, server } = open((question) => good(kidOf(question)))
    await outcome('a')
    clock.advance({ seconds: 60 })
    answerWith(down)
    await outcome('a')
    clock.advance({ seconds: 2 })
    answerWith(() => status(404))
    await outcome('a') // it asks in the background
    await new Promise((resolve) => setImmediate(resolve))
    expect(await outcome('a')).toBe('revoked-key')
    expect(server.state().trouble).toBeUndefined()
  })
})

test('what is of no use any longer is forgotten by and by', async () => {
  const { outcome, clock, server } = open((question) => good(kidOf(question)))
  await outcome('a')
  clock.advance({ minutes: 59 })
  expect(server.state().keys).toBe(1)
  clock.advance({ minutes: 2 })
  expect(server.state().keys).toBe(0)
  await server.close()
})

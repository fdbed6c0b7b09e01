import { describe, expect, test } from 'vitest'
import { MOST_REGISTRY_KEYS } from './registry-keys.ts'
import { registryDown, good, kidAsked, openVerifierKeys, status } from './registry-server.fixture.ts'
import { openRegistryServer } from './registry-server.ts'

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
    const { outcome, asked } = openVerifierKeys(() => good('a'))
    expect(await outcome(kid)).toBe('unknown-key')
    expect(asked).toEqual([])
  })

  test.each(['evil', '', '..', 'svc/keys/x/../..', 'SVC'])(
    'the issuer %j, which is not on the list',
    async (issuer) => {
      const { outcome, asked } = openVerifierKeys(() => good('a'))
      expect(await outcome('a', issuer)).toBe('unknown-key')
      expect(asked).toEqual([])
    },
  )

  test.each(['', '.', '..', 'a/b', 'a b', '%2e'])('any issuer that is no name: %j', async (issuer) => {
    const { outcome, asked } = openVerifierKeys(() => good('a'), 'any')
    expect(await outcome('a', issuer)).toBe('unknown-key')
    expect(asked).toEqual([])
  })

  test('an issuer on the list that can have no keys at a registry is a fault of the configuration', async () => {
    const { clock } = openVerifierKeys(registryDown)
    const parts = { algorithms: ['ES256'] as const, clock, log: { info: () => {}, warn: () => {} } }
    const config = { type: 'keyregistry', registry: 'https://registry.example' } as const
    await expect(openRegistryServer(config, { ...parts, issuers: ['https://a.example/'] })).rejects.toThrow(
      /^issuers: "https:\/\/a.example\/" can have no keys at a key registry/,
    )
  })

  test('more unknown keys than a registry should be asked for: those that are known go on', async () => {
    const { outcome, asked, clock, server } = openVerifierKeys((question) =>
      kidAsked(question).startsWith('bogus') ? status(404) : good(kidAsked(question)),
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
    const { outcome, clock, server } = openVerifierKeys((question) => good(kidAsked(question)))
    for (let at = 0; at < MOST_REGISTRY_KEYS + 100; at++) {
      await outcome(`key-${at}`)
      clock.advance({ milliseconds: 50 })
    }
    expect(server.state().keys).toBe(MOST_REGISTRY_KEYS)
  })
})

import { describe, expect, test } from 'vitest'
import type { ManualClock } from '#core/clock'
import type { OutsideQuestion } from '#core/http/outside-client'
import { MOST_WAITING_FOR_LISTS } from './listed-keys.ts'
import { MOST_REGISTRY_KEYS } from './registry-keys.ts'
import { registryDown, good, kidAsked, openVerifierKeys, status } from './registry-server.fixture.ts'
import { openRegistryServer } from './registry-server.ts'

/** A registry that has these keys of each service. */
const registryOf = (there: readonly string[]) => (question: OutsideQuestion) => {
  const kid = kidAsked(question)
  if (question.path.endsWith('/keys'))
    return status(200, JSON.stringify({ keys: there.map((each) => JSON.parse(good(each).text) as object) }))
  return there.includes(kid) ? good(kid) : status(404)
}

type Ask = (kid: string) => Promise<unknown>

/** Made-up keys, so many at once. */
const flood = (outcome: Ask, length = 1000) => Array.from({ length }, (_, at) => outcome(`bogus-${at}`))

/** In the middle of it, one that is real. */
async function outcomeInFlood(kid: string, outcome: Ask, clock: ManualClock, among: Ask = outcome): Promise<unknown> {
  const made = flood(among, 200)
  const real = outcome(kid)
  clock.advance({ milliseconds: 250 })
  await Promise.all(made)
  return real
}

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
    const { outcome, paths, clock, server } = openVerifierKeys(registryOf(['a', 'b']))
    expect(await outcome('a')).toBe('a')
    const asking = flood(outcome)
    clock.advance({ milliseconds: 250 })
    const outcomes = await Promise.all(asking)
    expect(paths().filter((path) => !path.endsWith('/keys'))).toHaveLength(50)
    expect(outcomes.filter((each) => each === 'cannot-decide')).toHaveLength(951)
    expect(await outcome('a')).toBe('a')
    clock.advance({ seconds: 1 })
    expect(await outcome('b')).toBe('b')
    expect(server.state().keys).toBe(2)
  })

  test('among made-up keys, a real one is learned of from the list of its service, which is asked for four times a second at most', async () => {
    const { outcome, paths, clock } = openVerifierKeys(registryOf(['a', 'b']))
    expect(await outcomeInFlood('b', outcome, clock)).toBe('b')
    expect(paths().filter((path) => path === '/base/services/svc/keys')).toHaveLength(2) // at once, and after 250 ms
    expect(paths()).toHaveLength(52)
  })

  test('few of a flood wait for a list, and one who finds no room to wait is in the list that the flood has asked for', async () => {
    const { outcome, clock } = openVerifierKeys(registryOf(['a', 'b']))
    const made = flood(outcome)
    let answered = 0
    for (const each of made) void each.then(() => answered++)
    await made[50] // the first list was asked for at once
    expect(await outcome('b')).toBe('b')
    expect(answered).toBe(1000 - MOST_WAITING_FOR_LISTS + 1)
    clock.advance({ milliseconds: 250 })
    await Promise.all(made)
  })

  test('a key that was published after a list had been asked for is in the next one', async () => {
    const there = ['a']
    const { outcome, clock } = openVerifierKeys(registryOf(there))
    const made = flood(outcome, 200)
    there.push('b')
    const late = outcome('b')
    clock.advance({ milliseconds: 250 })
    expect(await late).toBe('b')
    await Promise.all(made)
  })

  test('a key from the list is asked for by itself at its next use, so that it is gone when the registry says so', async () => {
    const there = ['a', 'b']
    const { outcome, clock } = openVerifierKeys(registryOf(there))
    expect(await outcomeInFlood('b', outcome, clock)).toBe('b')
    there.pop()
    expect(await outcome('b')).toBe('revoked-key')
  })

  test.each([
    ['404', () => status(404)],
    ['a fault', () => status(500)],
    ['no list', () => status(200, '{"keys":5}')],
    ['no answer', registryDown],
    ['a key that nobody should use', () => status(200, '{"keys":[{"kid":"b","kty":"oct","k":"AAAA"}]}')],
  ])('where the list is %s, nobody is believed who is not known', async (_what, list) => {
    const { outcome, clock } = openVerifierKeys((question) =>
      question.path.endsWith('/keys') ? list() : registryOf(['a'])(question),
    )
    expect(await outcome('a')).toBe('a')
    expect(await outcomeInFlood('b', outcome, clock)).toBe('cannot-decide')
    expect(await outcome('a')).toBe('a')
  })

  test('where any issuer may come, the lists of made-up ones are not asked for', async () => {
    const { outcome, paths, clock } = openVerifierKeys(registryOf(['a', 'b']), 'any')
    expect(await outcome('a')).toBe('a')
    expect(await outcomeInFlood('b', outcome, clock, (kid) => outcome(kid, kid))).toBe('b')
    expect(paths().filter((path) => path.endsWith('/keys'))).toEqual(['/base/services/svc/keys'])
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

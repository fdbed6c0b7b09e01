import { describe, expect, test } from 'vitest'
import { registryDown, good, kidAsked, openVerifierKeys, status } from './registry-server.fixture.ts'

const HOUR = 3_600_000

describe('while the registry is down', () => {
  test('known keys are good for an hour, nobody waits for it, and the state says so', async () => {
    const { outcome, clock, asked, answerWith, server } = openVerifierKeys((question) => good(kidAsked(question)))
    await outcome('a')
    clock.advance({ seconds: 60 })
    const since = clock.now()
    answerWith(registryDown)
    expect(await outcome('a')).toBe('a')
    expect(await outcome('a')).toBe('a')
    expect(asked).toHaveLength(2)
    expect(server.state()).toMatchObject({ trouble: { what: 'nobody listens there', since } })
    clock.advance({ seconds: 2 })
    answerWith(() => new Promise(() => {})) // it hangs
    expect(await Promise.race([outcome('a'), new Promise((go) => setImmediate(() => go('waits')))])).toBe('a')
    expect(asked).toHaveLength(3)
    clock.advance({ minutes: 58 })
    expect(await outcome('a')).toBe('a')
  })

  test('after an hour nothing can be decided', async () => {
    const { outcome, clock, answerWith } = openVerifierKeys((question) => good(kidAsked(question)), ['svc'], HOUR) // and nothing is purged meanwhile
    await outcome('a')
    answerWith(registryDown)
    clock.advance({ minutes: 59 })
    expect(await outcome('a')).toBe('a')
    clock.advance({ minutes: 1 })
    expect(await outcome('a')).toBe('cannot-decide')
  })

  test('a key that nobody has seen cannot be decided, and the registry is spared for a second', async () => {
    const { outcome, clock, asked, answerWith } = openVerifierKeys(registryDown)
    expect(await outcome('a')).toBe('cannot-decide')
    expect(await outcome('b')).toBe('cannot-decide')
    expect(asked).toHaveLength(1)
    answerWith((question) => good(kidAsked(question)))
    clock.advance({ seconds: 1 })
    expect(await outcome('a')).toBe('a')
  })

  test('a no that comes back with it counts', async () => {
    const { outcome, clock, answerWith, server } = openVerifierKeys((question) => good(kidAsked(question)))
    await outcome('a')
    clock.advance({ seconds: 60 })
    answerWith(registryDown)
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
  const { outcome, clock, server } = openVerifierKeys((question) => good(kidAsked(question)))
  await outcome('a')
  clock.advance({ minutes: 59 })
  expect(server.state().keys).toBe(1)
  clock.advance({ minutes: 2 })
  expect(server.state().keys).toBe(0)
  await server.close()
})

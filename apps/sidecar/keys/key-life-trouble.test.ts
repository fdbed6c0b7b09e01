import { describe, expect, test } from 'vitest'
import { HOUR, openLife } from './key-life.fixture.ts'
import { answering, nobodyThere } from './registry-stub.fixture.ts'

const TROUBLES = [
  ['is down', nobodyThere, 'the key registry cannot be asked: nobody listens there'],
  [
    'answers 500',
    answering(500, '{"detail":"the disk is full"}'),
    'answered 500 to the request to publish a key: the disk is full',
  ],
  ['answers 400', answering(400), 'answered 400 to the request to publish a key'],
  ['answers 201, which the protocol does not know', answering(201), 'answered 201'],
  [
    'leads elsewhere',
    answering(307, '', { location: 'https://evil.example/' }),
    'it leads to another address, which is not followed',
  ],
] as const

describe('a registry that', () => {
  test.each(TROUBLES)('%s is asked again, later and later, and ends nothing', async (_what, trouble, words) => {
    const { life, clock, registry, nextStep, signingKid, events } = openLife()
    registry.trouble = (question, answer) => (question.method === 'PUT' ? trouble(question, answer) : answer())
    await clock.asleep()
    const since = clock.now()
    expect(life.state().trouble).toEqual({ what: expect.stringContaining(words), since, nextTry: since + 1000 })
    for (let at = 0; at < 10; at++) await nextStep()
    expect(clock.waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000, 60_000])
    expect(life.state().trouble?.since).toBe(since)
    expect(events.filter((event) => event === 'key-registry-trouble')).toHaveLength(1) // and not for each try
    expect(signingKid()).toBeUndefined()
    registry.trouble = undefined
    const { next } = life.state() // a person may approve it, whatever the trouble is
    await nextStep()
    expect(signingKid()).toBeDefined()
    expect(next).toEqual({ kid: signingKid() })
    expect(life.state().trouble).toBeUndefined()
    expect(events).toContain('key-registry-well-again')
    await life.close()
  })

  test.each(TROUBLES)('%s while a key is rotated leaves the old one in use', async (_what, trouble, words) => {
    const { life, clock, registry, nextStep, signingKid } = openLife({ rotateEvery: HOUR })
    await clock.asleep()
    const first = signingKid()
    registry.trouble = (question, answer) => (question.method === 'PUT' ? trouble(question, answer) : answer())
    clock.advance({ minutes: 60 })
    await clock.asleep()
    for (let at = 0; at < 20; at++) await nextStep() // and fails again and again
    expect(signingKid()).toBe(first)
    expect(life.state().trouble?.what).toContain(words)
    registry.trouble = undefined
    await nextStep()
    expect(signingKid()).not.toBe(first)
    await life.close()
  })

  test('stays down until the key has ended: nothing signs then, and all begins anew when it is back', async () => {
    const { life, clock, registry, nextStep, signingKid, events } = openLife({ rotateEvery: HOUR })
    await clock.asleep()
    registry.trouble = nobodyThere
    clock.advance({ minutes: 119 })
    await clock.asleep()
    expect(signingKid()).toBeDefined()
    clock.advance({ minutes: 1 })
    expect(signingKid()).toBeUndefined()
    await clock.asleep()
    expect(events).toContain('signing-key-expired')
    registry.keys.clear()
    registry.trouble = undefined
    registry.approval = 'all'
    await nextStep()
    expect(life.state().pending).toBeDefined()
    registry.approve()
    await nextStep()
    expect(signingKid()).toBeDefined()
    await life.close()
  })

  test('wants to be asked later is asked later', async () => {
    const { life, clock, registry } = openLife()
    registry.trouble = answering(429, '', { 'retry-after': '300' })
    await clock.asleep()
    expect(clock.waits).toEqual([300_000])
    await life.close()
  })

  test('wants to be asked in a year is asked after ten minutes', async () => {
    const { life, clock, registry } = openLife()
    registry.trouble = answering(503, '', { 'retry-after': '31536000' })
    await clock.asleep()
    expect(clock.waits).toEqual([600_000])
    await life.close()
  })

  test.each(['<html>hello</html>', '[]', '{"kid":"another"}'])(
    'answers 200 with %s does not know the key',
    async (text) => {
      const { life, clock, registry, nextStep, signingKid } = openLife()
      registry.approval = 'all'
      await clock.asleep()
      registry.trouble = answering(200, text)
      await nextStep()
      expect(signingKid()).toBeUndefined()
      expect(life.state().trouble?.what).toContain('without that key')
      registry.trouble = undefined
      await life.close()
    },
  )

  test('says what is no line of a log, or has a token in it', async () => {
    const { life, clock, registry } = openLife()
    const token = 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJlc2lnbmF0dXJl'
    registry.trouble = answering(400, JSON.stringify({ detail: `no\n\u001B[2J ${token} ${'x'.repeat(5000)}` }))
    await clock.asleep()
    const what = life.state().trouble?.what ?? ''
    expect(what).not.toContain(token)
    expect(what).not.toMatch(/\p{Cc}/u)
    expect(what.length).toBeLessThan(600)
    await life.close()
  })
})

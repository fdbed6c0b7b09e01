import { describe, expect, test } from 'vitest'
import { HOUR, openLife } from './key-life.fixture.ts'
import { NoAnswer } from '#core/http/outside-client'
import { answering, nobodyThere } from './registry-stub.fixture.ts'

describe('a graceful stop', () => {
  test('takes a key back that waits for approval', async () => {
    const { life, clock, registry, lines } = openLife()
    registry.approval = 'all'
    await clock.asleep()
    await life.close()
    expect(lines()).toEqual(['PUT 202', 'GET 409', 'DELETE 204'])
    expect(registry.keys.size).toBe(0)
  })

  test('leaves an active key where it is, and takes back the one that was to follow it', async () => {
    const { life, clock, registry, signingKid } = openLife({ rotateEvery: HOUR })
    await clock.asleep()
    const first = signingKid()
    registry.approval = 'all'
    clock.advance({ minutes: 60 })
    await clock.asleep()
    expect(registry.keys.size).toBe(2)
    await life.close()
    expect([...registry.keys.keys()]).toEqual([first])
  })

  test('keeps a key for the next start that was approved a moment ago', async () => {
    const { life, clock, registry, written } = openLife()
    registry.approval = 'all'
    await clock.asleep()
    registry.approve()
    await life.close()
    expect(registry.keys.size).toBe(1)
    expect(written.map(({ kid }) => kid)).toEqual([...registry.keys.keys()])
  })

  test('does not wait for a registry that is down, and does not fail', async () => {
    const { life, clock, registry, events } = openLife()
    registry.approval = 'all'
    await clock.asleep()
    registry.trouble = nobodyThere
    await life.close()
    expect(events).toContain('pending-key-not-taken-back')
  })

  test('ends a call that hangs', async () => {
    const { life, registry, events } = openLife()
    const hanging = Promise.withResolvers<void>()
    registry.trouble = async (question, answer) => {
      if (question.method !== 'PUT') return answering(404)(question, answer)
      hanging.resolve()
      if (!question.signal) throw new NoAnswer('nothing ends this call')
      await new Promise((_resolve, reject) => {
        question.signal?.addEventListener('abort', () => reject(new Error('ended')))
      })
      throw new Error('never')
    }
    await hanging.promise
    await new Promise((resolve) => setImmediate(resolve))
    await life.close()
    expect(registry.calls.map(({ line }) => line.split(' ')[0])).toEqual(['PUT', 'GET'])
    expect(events).toEqual([])
    await expect(life.rotate()).rejects.toThrow('this process ends')
  })
})

async function keptKey() {
  const before = openLife({ rotateEvery: HOUR })
  await before.clock.asleep()
  await before.life.close()
  const { clock, registry, written } = before
  registry.calls.length = 0
  return { clock, registry, kept: written[0]!, rotateEvery: HOUR }
}

describe('a key that was kept', () => {
  test('is used at once, and asked for', async () => {
    const start = await keptKey()
    const { life, clock, signingKid, lines } = openLife(start)
    expect(signingKid()).toBe(start.kept.kid)
    await clock.asleep()
    expect(lines()).toEqual(['GET 200'])
    await life.close()
  })

  test('is used while the registry is down', async () => {
    const start = await keptKey()
    start.registry.trouble = nobodyThere
    const { life, clock, signingKid, nextStep } = openLife(start)
    await clock.asleep()
    await nextStep()
    expect(signingKid()).toBe(start.kept.kid)
    expect(life.state().trouble?.what).toContain('nobody listens there')
    await life.close()
  })

  test('that the registry does not know makes room for another one', async () => {
    const start = await keptKey()
    start.registry.keys.clear()
    const { life, clock, signingKid, lines } = openLife(start)
    await clock.asleep()
    expect(lines()).toEqual(['GET 404', 'PUT 202'])
    expect(signingKid()).toBeUndefined()
    await life.close()
  })

  test('that waits for approval again (409) is waited for', async () => {
    const start = await keptKey()
    start.registry.keys.get(start.kept.kid)!.state = 'pending'
    const { life, clock, registry, signingKid, lines, nextStep } = openLife(start)
    await clock.asleep()
    expect(signingKid()).toBeUndefined()
    registry.approve()
    await nextStep()
    expect(signingKid()).toBe(start.kept.kid)
    expect(lines().some((line) => line.startsWith('PUT'))).toBe(false)
    await life.close()
  })

  test('that is older than its rotation is rotated at once; one that has ended is not used', async () => {
    const start = await keptKey()
    start.clock.advance({ minutes: 90 })
    const late = openLife(start)
    await late.clock.asleep()
    expect(late.signingKid()).not.toBe(start.kept.kid)
    expect(late.lines()).toEqual(['GET 200', 'PUT 200'])
    await late.life.close()

    const another = await keptKey()
    another.clock.advance({ minutes: 120 })
    another.registry.keys.get(another.kept.kid)!.state = 'expired'
    const later = openLife(another)
    expect(later.signingKid()).toBeUndefined()
    await later.clock.asleep()
    expect(later.lines()).toEqual(['PUT 202'])
    await later.life.close()
  })
})

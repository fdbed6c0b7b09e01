import { describe, expect, test } from 'vitest'
import { HOUR, openLife } from './key-life.fixture.ts'
import { answering, answerLost } from './registry-stub.fixture.ts'

describe('an answer that gets lost', () => {
  test('of a first key: it is looked for before another one is published', async () => {
    const { life, clock, registry, nextStep, lines, signingKid } = openLife()
    registry.trouble = answerLost
    await clock.asleep()
    registry.trouble = undefined
    await nextStep()
    expect(lines()).toEqual(['PUT 0', 'GET 200'])
    expect(registry.keys.size).toBe(1)
    expect(signingKid()).toBe([...registry.keys.keys()][0])
    await life.close()
  })

  test('of a rotation, after which the old key is no longer known', async () => {
    const { life, clock, registry, nextStep, signingKid } = openLife({ rotateEvery: HOUR })
    await clock.asleep()
    clock.advance({ minutes: 59 })
    await clock.asleep()
    registry.trouble = answerLost
    clock.advance({ minutes: 1 })
    await clock.asleep()
    registry.trouble = undefined
    await nextStep()
    expect([...registry.keys.keys()]).toEqual([signingKid()])
    expect(life.state().trouble).toBeUndefined()
    await life.close()
  })
})

describe('a key that the registry no longer has', () => {
  test.each(['unknown', 'expired'] as const)('(%s) signs no more, and another one is published', async (standing) => {
    const { life, clock, registry, signingKid, events, lines } = openLife()
    await clock.asleep()
    const first = signingKid() ?? ''
    const key = registry.keys.get(first)!
    registry.approval = 'all'
    if (standing === 'unknown') registry.keys.delete(first)
    else key.state = 'expired'
    clock.advance({ seconds: 60 })
    await clock.asleep()
    expect(events).toContain('signing-key-gone')
    expect(signingKid()).toBeUndefined()
    expect(lines().at(-1)).toBe('PUT 202')
    registry.approve()
    clock.advance({ seconds: 1 })
    await clock.asleep()
    expect(signingKid()).not.toBe(first)
    await life.close()
  })

  test('while it waits for approval: it comes again, but not at once, for a person may know its id by now', async () => {
    const { life, clock, registry, nextStep, lines } = openLife()
    registry.approval = 'all'
    await clock.asleep()
    const [first] = registry.keys.keys()
    registry.keys.clear()
    await nextStep()
    expect(life.state().trouble?.what).toContain('no longer has the key that waited for approval')
    expect(lines()).toEqual(['PUT 202', 'GET 404'])
    await nextStep()
    expect(lines()).toEqual(['PUT 202', 'GET 404', 'GET 404', 'PUT 202'])
    expect([...registry.keys.keys()]).toEqual([first])
    await life.close()
  })

  test('for a person has revoked it while it waited: another one is made', async () => {
    const { life, clock, registry, nextStep, lines } = openLife()
    registry.approval = 'all'
    await clock.asleep()
    const [first] = registry.keys.keys()
    registry.keys.clear()
    registry.trouble = (question, answer) => (question.method === 'PUT' ? answering(403)(question, answer) : answer())
    await nextStep()
    await nextStep()
    registry.trouble = undefined
    await nextStep()
    expect(lines().at(-1)).toBe('PUT 202')
    expect([...registry.keys.keys()]).not.toContain(first)
    await life.close()
  })

  test('when it should sign for the next one: that one is published by itself', async () => {
    const { life, clock, registry, lines, signingKid } = openLife({ rotateEvery: HOUR })
    await clock.asleep()
    const first = signingKid() ?? ''
    clock.advance({ minutes: 59, seconds: 30 })
    await clock.asleep()
    registry.keys.get(first)!.state = 'expired'
    clock.advance({ seconds: 30 })
    await clock.asleep()
    expect(lines().slice(-4)).toEqual(['PUT 403', 'GET 403', 'GET 404', 'PUT 202'])
    expect(signingKid()).toBeUndefined()
    await life.close()
  })

  test('a registry that does not let a good key sign for another one is trouble, and the good key goes on', async () => {
    const { life, clock, registry, signingKid } = openLife({ rotateEvery: HOUR })
    await clock.asleep()
    const first = signingKid()
    registry.trouble = (question, answer) => (question.method === 'PUT' ? answering(403)(question, answer) : answer())
    await expect(life.rotate()).rejects.toThrow('does not let the active key sign for a new one')
    expect(signingKid()).toBe(first)
    await life.close()
  })
})

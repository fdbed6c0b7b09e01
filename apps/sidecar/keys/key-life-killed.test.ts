import { describe, expect, test } from 'vitest'
import { HOUR, openLife } from './key-life.fixture.ts'
import type { MadeKey } from './made-key.ts'
import type { RegistryStub } from './registry-stub.fixture.ts'

/** What lies in the folder of a process that is gone. */
interface LeftInFolder {
  kept?: MadeKey
  keptNext?: MadeKey
}

const leftBy = ({ written, nextKeys }: ReturnType<typeof openLife>): LeftInFolder => {
  const kept = written.at(-1)
  const keptNext = nextKeys.at(-1)
  return { ...(kept && { kept }), ...(keptNext && { keptNext }) }
}

/** The next call but GET is done, and its caller does not live to hear of it. */
function killedInCall(registry: RegistryStub): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  registry.trouble = async (question, answer) => {
    const given = await answer()
    if (question.method === 'GET') return given
    registry.trouble = undefined
    resolve()
    return new Promise<never>(() => {})
  }
  return promise
}

describe('a process that is killed (kill -9) while the registry takes its next key', () => {
  test('signs with that key after its next start: the old one is out of use, and nobody else has the new one', async () => {
    const before = openLife({ rotateEvery: HOUR })
    const { clock, registry } = before
    await clock.asleep()
    const killed = killedInCall(registry)
    clock.advance({ minutes: 60 })
    await killed
    const [known] = registry.keys.keys()

    const after = openLife({ rotateEvery: HOUR, registry, ...leftBy(before) })
    await after.clock.asleep()
    expect(after.signingKid()).toBe(known)
    expect(after.written.map(({ kid }) => kid)).toEqual([known])
    expect(after.nextKeys.at(-1)).toBeUndefined()
    await after.life.close()
  })

  test('at its very first key: it is that of the next start, and no person has to approve another', async () => {
    const before = openLife()
    await killedInCall(before.registry)
    const after = openLife({ registry: before.registry, ...leftBy(before) })
    await after.clock.asleep()
    expect([after.signingKid()]).toEqual([...before.registry.keys.keys()])
    await after.life.close()
  })

  test('while it waits for approval: the next start waits for the same key', async () => {
    const before = openLife()
    before.registry.approval = 'all'
    await before.clock.asleep()
    const after = openLife({ registry: before.registry, ...leftBy(before) })
    await after.clock.asleep()
    expect(after.registry.keys.size).toBe(1)
    before.registry.approve()
    await after.nextStep()
    expect([after.signingKid()]).toEqual([...before.registry.keys.keys()])
    await after.life.close()
  })

  test('before the registry has heard of it: it is published then', async () => {
    const before = openLife({ rotateEvery: HOUR })
    const { clock, registry } = before
    await clock.asleep()
    const killed = Promise.withResolvers<void>()
    registry.trouble = ({ method }, answer) =>
      method === 'GET' ? answer() : (killed.resolve(), new Promise<never>(() => {}))
    clock.advance({ minutes: 60 })
    await killed.promise
    registry.trouble = undefined
    const left = leftBy(before)
    const after = openLife({ rotateEvery: HOUR, clock, registry, ...left })
    await clock.asleep()
    expect(after.signingKid()).toBe(left.keptNext?.kid)
    expect([...registry.keys.keys()]).toEqual([left.keptNext?.kid])
    await after.life.close()
  })
})

describe('a next key that is found again', () => {
  test('and that a person has revoked meanwhile makes room for another one', async () => {
    const before = openLife({ rotateEvery: HOUR })
    const { clock, registry } = before
    await clock.asleep()
    registry.approval = 'all'
    const killed = killedInCall(registry)
    clock.advance({ minutes: 60 })
    await killed
    const left = leftBy(before)
    const { keptNext } = left
    if (!keptNext) throw new Error('no next key was kept')
    registry.keys.delete(keptNext.kid)
    registry.trouble = async ({ method, path }, answer) =>
      method === 'PUT' && path.includes(keptNext.kid) ? { status: 403, headers: {}, text: '' } : answer()
    const after = openLife({ rotateEvery: HOUR, clock, registry, ...left })
    await clock.asleep()
    expect(after.nextKeys.at(-1)).toBeUndefined()
    await after.nextStep()
    expect(after.nextKeys.at(-1)?.kid).not.toBe(keptNext.kid)
    expect(registry.keys.size).toBe(2)
    await after.life.close()
  })

  test('and that has another algorithm than is set now is followed by one that has it', async () => {
    const before = openLife({ algorithm: 'EdDSA' })
    await killedInCall(before.registry)
    const after = openLife({ registry: before.registry, ...leftBy(before) })
    await after.clock.asleep()
    expect(after.life.current().algorithm).toBe('ES256')
    await after.life.close()
  })

  test('and that signs already is no next one', async () => {
    const before = openLife({ rotateEvery: HOUR })
    await before.clock.asleep()
    const [kept] = before.written
    if (!kept) throw new Error('no key was kept')
    const after = openLife({ rotateEvery: HOUR, registry: before.registry, kept, keptNext: kept })
    await after.clock.asleep()
    expect(after.lines()).toEqual(['PUT 200', 'GET 200'])
    await after.life.close()
  })

  test('waits on after a reset of the clock: whoever approves it afterwards approves a key that is there', async () => {
    let isMoved = false
    const { life, clock, registry, nextStep, signingKid } = openLife({ isMoved: () => isMoved })
    registry.approval = 'all'
    await clock.asleep()
    const [waiting] = registry.keys.keys()
    isMoved = true
    await life.revert()
    isMoved = false
    await clock.asleep()
    registry.approve()
    await nextStep()
    expect(signingKid()).toBe(waiting)
    expect([...registry.keys.keys()]).toEqual([waiting])
    await life.close()
  })

  test('is forgotten with a graceful stop, which takes it back, and kept where the registry does not answer', async () => {
    const { life, clock, registry, nextKeys } = openLife()
    registry.approval = 'all'
    await clock.asleep()
    await life.close()
    expect(nextKeys.at(-1)).toBeUndefined()

    const other = openLife()
    other.registry.approval = 'all'
    await other.clock.asleep()
    other.registry.trouble = async () => ({ status: 500, headers: {}, text: '' })
    await other.life.close()
    expect(other.nextKeys.at(-1)).toBeDefined()
  })
})

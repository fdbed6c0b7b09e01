import { nextTurn } from '#core/clock'
import { describe, expect, test } from 'vitest'
import { openLife } from './key-life.fixture.ts'
import { makeKey } from './made-key.ts'
import { answering } from './registry-stub.fixture.ts'

const keptKey = () => makeKey('ES256', { createdAt: 0 })

test('a start does not wait for the person who is to approve the first key', async () => {
  const { life, clock, registry } = openLife({ rotateEvery: 0 })
  registry.approval = 'all'
  let isReady = false
  const ready = life.ready().then(() => (isReady = true))
  await clock.asleep()
  await nextTurn()
  expect([isReady, life.state().active]).toEqual([true, undefined])
  expect(life.state().pending).toBeDefined()
  await life.close()
  await ready
})

describe('a key that was kept, and of which the registry has never heard', () => {
  test('is published as it is, and is not written again', async () => {
    const kept = await keptKey()
    const { life, clock, lines, signingKid, events, written } = openLife({ kept, rotateEvery: 0 })
    await clock.asleep()
    expect([lines(), events, written]).toEqual([['GET 404', 'PUT 200'], ['signing-key-active'], []])
    expect(signingKid()).toBe(kept.kid)
    await life.close()
  })

  test('waits for approval where another was approved before it, at the next start too, and is not taken back', async () => {
    const kept = await keptKey()
    const first = openLife({ kept, rotateEvery: 0 })
    first.registry.approval = 'all'
    await first.life.ready() // or nobody would say that it waits
    await first.clock.asleep()
    expect(first.life.state().pending?.kid).toBe(kept.kid)
    await first.life.close()
    const { clock, registry } = first
    expect([...registry.keys.keys()], 'it was not taken back').toEqual([kept.kid])
    const next = openLife({ kept, rotateEvery: 0, clock, registry })
    await clock.asleep()
    expect([...registry.keys.keys()]).toEqual([kept.kid])
    registry.approve()
    await next.nextStep()
    expect(next.signingKid()).toBe(kept.kid)
    await next.life.close()
  })

  test('gives way to another where the registry refuses it: a person has revoked it', async () => {
    const kept = await keptKey()
    const { life, clock, registry, nextStep, signingKid } = openLife({ kept, rotateEvery: 0 })
    registry.trouble = (question, answer) =>
      question.method === 'PUT' && question.path.includes(kept.kid) ? answering(403)(question, answer) : answer()
    await clock.asleep()
    await nextStep()
    expect([...registry.keys.keys()]).toEqual([signingKid()])
    expect(signingKid()).not.toBe(kept.kid)
    await life.close()
  })

  test('is not published where another algorithm is wanted by now', async () => {
    const { life, clock, registry } = openLife({ kept: await keptKey(), rotateEvery: 0, algorithm: 'EdDSA' })
    await clock.asleep()
    expect([...registry.keys.values()].map(({ jwk }) => jwk['alg'])).toEqual(['EdDSA'])
    await life.close()
  })
})

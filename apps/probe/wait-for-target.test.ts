import { describe, expect, test } from 'vitest'
import { waitingClock } from '#core/clock'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import type { Outcome, Sender } from './answer.ts'
import { answeredWith, letIn, refusal, senderOf, sideOf, tokenOf } from './engine/target.fixture.ts'
import { headerMember } from './engine/token-text.ts'
import { whyNoConnection } from './target/connection-words.ts'
import { untilKeysAreRead, untilTargetIsThere } from './wait-for-target.ts'

const SERVED = {
  issuer: 'http://localhost:9000',
  jwks: 'http://localhost:9000/jwks',
  second: { issuer: 'http://localhost:9000/second', jwks: 'http://localhost:9000/second/jwks' },
}
const noConnection = (code: string): Outcome => ({
  kind: 'unreachable',
  detail: whyNoConnection(Object.assign(new Error(code), { code })),
})

function waitingFor(send: Sender['send']) {
  const clock = waitingClock(0)
  const said: string[] = []
  const tell = (text: string) => void said.push(text)
  return { clock, said, parts: { sender: senderOf(send), clock, url: 'http://orders.test/', tell } }
}

/** It reads the key set after so many seconds, as one whose library has a cool-down. */
const sceneThatReads = (answer: Outcome, readsAfterSeconds = Infinity) => {
  const { parts, said, clock } = waitingFor(async () => (hasKeys() ? letIn() : answer))
  const hasKeys = () => clock.monotonic() >= readsAfterSeconds * 1000
  const keySetReads = async () => (hasKeys() ? [{ at: clock.monotonic() }] : [])
  const wait = (isServed: boolean) => untilKeysAreRead({ ...parts, side: sideOf({ keySetReads }), isServed })
  return { wait, said, clock }
}

describe('a service that is not there yet', () => {
  test('is waited for, and what to set in it is said', async () => {
    let asked = 0
    const { parts, said, clock } = waitingFor(async () =>
      ++asked < 20 ? noConnection('ECONNREFUSED') : refusal('none'),
    )
    await untilTargetIsThere(SERVED, parts)
    expect(said).toHaveLength(2)
    expect(said[0]).toMatch(/^Waiting for http:\/\/orders\.test\/.*issuer http:\/\/localhost:9000 .*9000\/jwks\.$/)
    expect(clock.monotonic()).toBeLessThan(15_000)
  })

  test('and does not come, ends the run after three minutes', async () => {
    const { parts, clock } = waitingFor(async () => noConnection('ECONNREFUSED'))
    await expect(untilTargetIsThere(SERVED, parts)).rejects.toThrow(/^Nobody came to http:\/\/orders\.test\//)
    expect(clock.monotonic()).toBe(180_000)
  })

  test('is not waited for any longer when the person wants no more of it', async () => {
    const { parts } = waitingFor(async () => noConnection('ECONNREFUSED'))
    const interrupted = Promise.reject(new Error('Enough.'))
    const still = { ...parts.clock, delay: () => new Promise<never>(() => {}) }
    await expect(untilTargetIsThere(SERVED, { ...parts, clock: still, interrupted })).rejects.toThrow('Enough.')
  })

  test.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_SSL_WRONG_VERSION_NUMBER', 'EHOSTUNREACH'])(
    'is there where only the connection does not come about: %s',
    async (code) => {
      const { parts, said, clock } = waitingFor(async () => noConnection(code))
      await untilTargetIsThere(SERVED, parts)
      expect([said, clock.monotonic()]).toEqual([[], 0])
    },
  )
})

describe('a service that refuses the first good token', () => {
  test.each([
    ['says nothing of a key', 'no', true],
    ['says that it has no such key', 'no applicable key found in the JSON Web Key Set', false],
  ])('and %s: it is asked again until it has read the key set', async (_what, words, isServed) => {
    const { wait, said, clock } = sceneThatReads(refusal(words), 30)
    await wait(isServed)
    expect(said).toEqual([expect.stringMatching(/may still have older keys/), 'It believes the good token now.'])
    expect(clock.monotonic()).toBe(30_000)
  })

  test('and never reads the key set: after 40 seconds the run goes on, and where to look is said', async () => {
    const { wait, said, clock } = sceneThatReads(refusal('no'))
    await wait(true)
    expect(said.at(-1)).toMatch(/has not read the key set: is the address/)
    expect(clock.monotonic()).toBe(40_000)
  })

  test.each([
    ['names another reason', refusal('the audience is wrong'), true],
    ['wants a scope', answeredWith(403, { error: 'insufficient_scope' }), true],
    ['trusts a factory that was there before, and does not speak of a key', refusal('no'), false],
  ])('and %s: nobody waits', async (_what, answer, isServed) => {
    const { wait, said, clock } = sceneThatReads(answer)
    await wait(isServed)
    expect([said, clock.monotonic()]).toEqual([[], 0])
  })

  test('and takes one algorithm alone, before it has its key: of that one it is asked again', async () => {
    const clock = waitingClock(0)
    const said: string[] = []
    const sender = senderOf(async (request) => {
      if (headerMember(tokenOf(request), 'alg') !== 'PS384') return refusal('the alg is not allowed')
      return clock.monotonic() >= 30_000 ? letIn() : refusal('no applicable key found in the JSON Web Key Set')
    })
    const side = sideOf({ keySetReads: async () => [] })
    const tell = (text: string) => void said.push(text)
    const { side: found, refusal: still } = await untilKeysAreRead({ sender, clock, tell, url: 'http://a/', side, isServed: true }) // prettier-ignore
    expect([still, found.world().target.algorithms[0]]).toEqual([undefined, 'PS384'])
    expect(said.at(-1)).toBe('It believes the good token now.')
  })

  test.each([...ALL_ALGORITHMS])('and is silent, and takes %s alone once it has read its keys', async (only) => {
    const clock = waitingClock(0)
    const sender = senderOf(async (request) =>
      clock.monotonic() >= 30_000 && headerMember(tokenOf(request), 'alg') === only ? letIn() : refusal('no'),
    )
    const side = sideOf({ keySetReads: async () => [] })
    const { side: found, refusal: still } = await untilKeysAreRead({ sender, clock, tell: () => {}, url: 'http://a/', side, isServed: true }) // prettier-ignore
    expect([still, found.world().target.algorithms[0]]).toEqual([undefined, only])
  })

  test('and has read the key set: its keys are not old, and nobody waits', async () => {
    const { parts, said, clock } = waitingFor(async () => refusal('no'))
    await untilKeysAreRead({ ...parts, side: sideOf({ keySetReads: async () => [{ at: 0 }] }), isServed: true })
    expect([said, clock.monotonic()]).toEqual([[], 0])
  })
})

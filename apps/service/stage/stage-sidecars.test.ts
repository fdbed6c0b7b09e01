import { expect, test, vi } from 'vitest'
import { manualClock } from '#core/clock'
import type { Peer } from '#core/http/peer'
import { Problem } from '#core/http/problem'
import { silent } from '#core/trace/recorder'
import { loadScenarios } from '#scenarios'
import type { PlainAnswer } from '../plain/plain-caller.ts'
import type { Variants } from '../routes/variants.ts'
import { sidecarSteps } from './stage-sidecars.ts'

const scenario = (await loadScenarios()).find(({ trust }) => trust === 'sidecars')
const GONE = new Problem('peer-unreachable', 'neighbours cannot be reached')

/** A, with sidecars that answer; those of the sandbox are up or not. */
function openCaller(variant: string | undefined, areThere: boolean, answer: Partial<PlainAnswer> = {}) {
  if (!scenario) throw new Error('no scenario has sidecars')
  const call = vi.fn<Peer['call']>(async () => {
    if (!areThere) throw GONE
    return { status: 200, body: {}, type: 'application/json', headers: {} }
  })
  const ask = vi.fn(async () => ({
    status: 200,
    type: 'application/json',
    headers: {},
    body: '{"headers":{}}',
    ...answer,
  }))
  const variants: Variants = {
    isTraced: false,
    isExpired: () => variant === 'expired',
    has: (name) => name === variant,
    trouble: undefined,
    named: undefined,
    query: '',
  }
  const parts = {
    plainCaller: { ask, close() {} },
    sidecars: { host: 'localhost', signerPort: 1, verifierPort: 2 },
    peers: { get: () => ({ name: 'neighbours', origin: '', base: '', call, close: async () => {} }) },
    clock: manualClock('2026-11-22T12:00:00Z'),
  }
  const trace = { traceId: 'a'.repeat(32), parentId: undefined, sampled: false }
  const steps = sidecarSteps(parts, { trace, recorder: silent, deadline: Infinity }, scenario, variants)
  return { ask, call, play: () => steps.askPlainly('serviceb'), rotate: steps.rotateSignerKey }
}

test.each(['expired', 'replay', 'wrong-audience', 'tampered', 'registry-down'])(
  'where sidecars run alone, %s is refused: they would do nothing wrong, and the play would show that all is well',
  async (variant) => {
    const { ask, play } = openCaller(variant, false)
    await expect(play()).rejects.toMatchObject({ type: 'peer-unreachable', members: { peer: 'neighbours' } })
    expect(ask).not.toHaveBeenCalled()
    const there = openCaller(variant, true)
    await expect(there.play()).resolves.toMatchObject({ valid: true })
  },
)

test('where nothing is to go wrong, those that run alone are as good as any', async () => {
  const { call, play } = openCaller(undefined, false)
  await expect(play()).resolves.toMatchObject({ valid: true })
  expect(call).not.toHaveBeenCalled()
})

test.each([
  ['signer', { title: 'This cannot be decided', detail: 'No key is active yet: "k" waits.' }],
  ['verifier', { title: 'This cannot be decided', reason: 'cannot-decide', check: 'key' }],
])('who cannot decide is named: the %s', async (peer, body) => {
  const type = 'application/problem+json'
  const { play } = openCaller(undefined, true, { status: 503, type, body: JSON.stringify(body) })
  await expect(play()).rejects.toMatchObject({ type: 'cannot-decide', members: { peer } })
})

test('why the signer has no new key is told as the signer tells it', async () => {
  const { call, rotate } = openCaller('rotate', true)
  const detail = 'The signer has no new key: the new key is published and waits for approval; the old one goes on.'
  call.mockResolvedValueOnce({ status: 503, body: { detail }, type: 'application/problem+json', headers: {} })
  await expect(rotate()).rejects.toMatchObject({ type: 'cannot-decide', message: detail, members: { peer: 'signer' } })
})

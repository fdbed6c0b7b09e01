import { expect, onTestFinished, test } from 'vitest'
import { openMutePeer } from '../../tests/support/tls-peer.ts'
import { systemClock } from '../clock.ts'
import { silent } from '../trace/recorder.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { MAX_CALLS } from './few-calls.ts'
import { createPeers, type PeersSettings } from './peers.ts'
import { MAX_PLACES } from './places.ts'

const context: RequestContext = {
  trace: { traceId: 'a'.repeat(32), parentId: 'b'.repeat(16), sampled: true },
  recorder: silent,
  deadline: Infinity,
}

test('while a peer hangs, so many wait for it; one more is told to come again, and other peers are called', async () => {
  const mute = await openMutePeer()
  onTestFinished(() => mute.close())
  const url = new URL(`https://127.0.0.1:${mute.port}`)
  const urls = { serviceb: url, servicec: url } as PeersSettings['urls'] // the others are not called
  const peers = createPeers({
    caller: 'servicea',
    urls,
    settingOf: (name) => name,
    ca: '',
    host: '127.0.0.1',
    timeoutMilliseconds: 20_000,
    clock: systemClock,
  })
  const call = (name: 'serviceb' | 'servicec') =>
    peers.get(name).call({ method: 'GET', path: '/' }, context, 'c'.repeat(16))
  const waiting = Array.from({ length: MAX_CALLS }, () => call('serviceb'))
  await expect(call('serviceb')).rejects.toMatchObject({
    type: 'cannot-decide',
    members: { peer: 'serviceb' },
    headers: { 'retry-after': '1' },
  })
  waiting.push(call('servicec'))
  await peers.close()
  for (const { reason } of (await Promise.allSettled(waiting)) as PromiseRejectedResult[])
    expect(reason).toMatchObject({ type: 'peer-unreachable' })
  const after = call('serviceb')
  await expect(after).rejects.toMatchObject({ type: 'peer-unreachable' })
})

test('peers that hang, all three of them, leave places for those who ask for something else', () => {
  expect(3 * MAX_CALLS).toBeLessThan(MAX_PLACES - 64)
})

import { EventEmitter } from 'node:events'
import type { Http2Session } from 'node:http2'
import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { openDialTunnel } from './dial.ts'
import { TUNNEL_WINDOW } from './rules.ts'
import { serveTunnel } from './serve.ts'
import { widenWindow } from './tunnel-window.ts'
import { socketPair } from './tunnel.fixture.ts'

function sessionThat(destroyed: boolean) {
  const windows: number[] = []
  const setLocalWindowSize = (size: number) => {
    if (destroyed) throw new Error('The session has been destroyed')
    windows.push(size)
  }
  const session = Object.assign(new EventEmitter(), { destroyed, setLocalWindowSize })
  widenWindow(session as Partial<Http2Session> as Http2Session) // as much of it as is looked at
  return { session, windows }
}

test('a tunnel has the window of all its streams', () => {
  const { session, windows } = sessionThat(false)
  session.emit('connect')
  expect(windows).toEqual([TUNNEL_WINDOW])
})

test('a tunnel that is over before it is set up is left as it is, and ends no process', () => {
  const { session } = sessionThat(true)
  expect(() => session.emit('connect')).not.toThrow()
})

test('both ends can be closed in the moment in which they are opened', async () => {
  const [relay, agent] = await socketPair()
  const clock = manualClock(0)
  const served = serveTunnel(agent, async () => agent, clock)
  const tunnel = openDialTunnel(relay, 'b', clock)
  tunnel.close('now')
  served.close('now')
  expect(await Promise.all([tunnel.opened, served.opened])).toEqual([false, false])
  await Promise.all([tunnel.ended, served.ended])
})

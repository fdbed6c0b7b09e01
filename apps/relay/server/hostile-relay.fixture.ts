import type { Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { manualClock } from '#core/clock'
import { askRelay, askToSwitch, IN_TIME, listenAs, openBehindRelay, openTestRelay, relayConfig, relayToken } from '../relay.fixture.ts' // prettier-ignore
import { listenPath, TUNNEL_PROTOCOL } from './paths.ts'
import type { RelayWorld } from './relay-parts.ts'
import { until } from '../../../tests/support/until.ts'

const endpoints = ['b', 'good', 'c/d', 'ü']
export const TOKEN_FOR_ALL = relayToken({ ...IN_TIME, piko: { endpoints, listen: endpoints } })
export const headersTo = (endpoint: string) => ({
  authorization: `Bearer ${TOKEN_FOR_ALL}`,
  'x-piko-endpoint': endpoint,
})

/** Milliseconds, by the clock that the test moves: no answer is late because the machine is slow. */
const HAS_TO_ANSWER = 500

/** A relay with a good agent beside whatever a test lets another one do. */
export async function openRelayWithGood(dialect: 'strict' | 'piko' = 'strict', world: Partial<RelayWorld> = {}) {
  const machine = manualClock(0)
  const opened = await openTestRelay(relayConfig(dialect, { proxy: { timeout: HAS_TO_ANSWER } }), { machine, ...world })
  const { ports, relay } = opened
  await listenAs(
    ports.upstream,
    'good',
    await openBehindRelay((_asked, answer) => void answer.end('good')),
    TOKEN_FOR_ALL,
  )
  const isWell = async () => (await askRelay({ port: ports.proxy, headers: headersTo('good') })).text === 'good'
  const listens = (endpoint: string) => relay.shown.listeners.some((each) => each.endpoint === endpoint)
  const untilListens = async (endpoint: string) => {
    await until('somebody listens', () => listens(endpoint))
  }
  const untilGone = async (endpoint: string) => {
    await until('nobody listens any longer', () => !listens(endpoint))
  }
  const listenRaw = async (): Promise<Socket> => {
    const found = await askToSwitch(ports.upstream, listenPath('b'), TUNNEL_PROTOCOL, {
      authorization: `Bearer ${TOKEN_FOR_ALL}`,
    })
    if (!('socket' in found)) throw new Error(found.text)
    onTestFinished(() => void found.socket.destroy())
    found.socket.on('error', () => {})
    if (found.head.length > 0) found.socket.unshift(found.head)
    return found.socket
  }
  const askB = () => askRelay({ port: ports.proxy, headers: headersTo('b') })
  return { ...opened, machine, isWell, untilListens, untilGone, listenRaw, askB, listens }
}

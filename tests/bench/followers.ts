import { Pool } from 'undici'
import { request } from '#core/http/node-http'
import type { Child } from '../../apps/sandbox/child.ts'
import type { RunningSandbox } from '../support/running-console.ts'
import { sendLoad, type Plan } from './load.ts'
import { cpuSeconds } from './usage.ts'

/** The console hears of plays as soon as it listens, and reads what it needs for the first of them. */
const LEAD_IN = { requests: 40, maxSeconds: 5 }

/** The processes are started for this row alone, and a round has to outlast what is odd at its beginning. */
const LONGER = 4

const PLAY = { method: 'GET', path: '/scenario1' } as const

/**
 * Plays scenario 1 while a console tells so many of each play, and while it tells others, in turn.
 * @returns how much more of their CPU the factory and the services spend on a play
 */
export async function costWithFollowers(
  sandbox: RunningSandbox,
  plan: Plan,
  [few, many]: readonly [few: number | 'no console', many: number],
): Promise<number[]> {
  const pool = new Pool(`http://localhost:${sandbox.ports['servicea']}`, { connections: plan.connections })
  const services = () => Object.values(sandbox.children).reduce((sum, { pid }) => sum + cpuSeconds(pid), 0)
  const play = (load: Plan | Plan['warmUp']) =>
    sendLoad(pool, () => PLAY, /"valid":true/, { ...plan, ...load }, services)
  const costOfPlay = async () => {
    const spent = services()
    const { milliseconds } = await play({ ...plan, cpuSeconds: plan.cpuSeconds * LONGER })
    return (services() - spent) / milliseconds.length
  }
  const costWith = async (followers: number | 'no console') => {
    if (followers === 'no console') return costOfPlay()
    const room = await sandbox.startConsole()
    const leave = await follow(room, followers)
    try {
      await play({ ...plan, ...LEAD_IN })
      return await costOfPlay()
    } finally {
      leave()
      await room.stop()
    }
  }
  try {
    await play(plan.warmUp)
    const ratios: number[] = []
    for (let round = 0; round < plan.rounds; round++) ratios.push((1 / (await costWith(few))) * (await costWith(many)))
    return ratios
  } finally {
    await pool.close()
  }
}

/** Opens the streams of all of them. @returns what ends them */
async function follow({ url }: Child, count: number): Promise<() => void> {
  const headers = { accept: 'text/event-stream' }
  const streams = await Promise.all(
    Array.from({ length: count }, async () => {
      const { promise, resolve, reject } = Promise.withResolvers<() => void>()
      const { hostname: host, port } = new URL(url)
      const asked = request({ host, port, path: '/api/events', headers, agent: false }, (answer) => {
        answer.resume().on('error', () => {}) // it is ended from here
        resolve(() => answer.destroy())
      })
      asked.on('error', reject).end()
      return promise
    }),
  )
  return () => streams.forEach((end) => end())
}

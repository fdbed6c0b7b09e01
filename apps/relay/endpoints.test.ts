import { expect, test } from 'vitest'
import { createEndpoints, type Listener } from './endpoints.ts'
import type { TunnelConnection } from './tunnel/connection.ts'

const NEVER = new Promise<void>(() => {})

function listener(endpoint: string, closing = NEVER): Listener & { tunnel: { busy: number } } {
  const end = { close: () => {}, opened: Promise.resolve(true), closing, ended: NEVER }
  const tunnel = { connections: 7, busy: 0, dial: () => ({}) as TunnelConnection, ...end } // nobody dials
  return { endpoint, tunnel, since: 0 }
}

test('load goes to the agent with the least going on, and of equals to each in its turn', () => {
  const endpoints = createEndpoints()
  const agents = [listener('b'), listener('b'), listener('b')]
  for (const each of agents) endpoints.add(each)
  const chosen = () => {
    const dial = endpoints.choose('b', 'x')?.dial
    return agents.findIndex(({ tunnel }) => tunnel.dial === dial)
  }
  expect([chosen(), chosen(), chosen(), chosen()]).toEqual([0, 1, 2, 0])
  for (const each of agents) each.tunnel.busy = 5
  if (agents[0]) agents[0].tunnel.busy = 1
  expect([chosen(), chosen()]).toEqual([0, 0])
})

test('an endpoint is what it is called, exactly, and is gone with its last agent', () => {
  const endpoints = createEndpoints()
  const remove = endpoints.add(listener('b'))
  for (const name of ['B', 'b ', 'constructor', '__proto__', '']) expect(endpoints.choose(name, 'x')).toBeUndefined()
  expect(endpoints.choose('b', 'x')).toMatchObject({ authority: 'x' })
  remove?.()
  remove?.()
  expect(endpoints.choose('b', 'x')).toBeUndefined()
  expect(endpoints.shown).toEqual([])
})

test('there are no more agents than may be, in all and of one endpoint, and one that goes leaves its place', () => {
  const endpoints = createEndpoints({ agents: 3, agentsOfOne: 2 })
  const remove = endpoints.add(listener('b'))
  expect(endpoints.add(listener('b'))).toBeDefined()
  expect(endpoints.add(listener('b'))).toBeUndefined()
  expect(endpoints.add(listener('c'))).toBeDefined()
  expect(endpoints.add(listener('d'))).toBeUndefined()
  remove?.()
  expect(endpoints.add(listener('d'))).toBeDefined()
  expect(endpoints.shown.map(({ endpoint }) => endpoint)).toEqual(['b', 'c', 'd'])
})

test('an agent that wants no more is chosen no more, and takes no place', async () => {
  const endpoints = createEndpoints({ agents: 1, agentsOfOne: 1 })
  const { promise, resolve } = Promise.withResolvers<void>()
  endpoints.add(listener('b', promise))
  resolve()
  await promise
  expect(endpoints.choose('b', 'x')).toBeUndefined()
  expect(endpoints.add(listener('b'))).toBeDefined()
})

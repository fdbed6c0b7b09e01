import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { CONTROLLED_NAMES, type ControlledName } from '#core/config/processes'
import { watchHouse, type House } from './house.ts'
import type { ProcessState } from './process-state.ts'

const STREAM = { 'content-type': 'text/event-stream' }
const START = '2026-02-03T10:00:00.000Z'

/** One server in the place of all processes. */
async function openHouse(answer: RequestListener, isYours?: (name: ControlledName) => boolean) {
  const server = createServer(answer)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo // it listens on a port
  const ports = Object.fromEntries(CONTROLLED_NAMES.map((name) => [name, port])) as Record<ControlledName, number>
  const clock = manualClock(START)
  const heard: unknown[] = []
  const house = watchHouse({ host: '127.0.0.1', ports, clock, ...(isYours && { isYours }) }, (_name, { event }) =>
    heard.push(event),
  )
  onTestFinished(() => {
    house.close()
    server.closeAllConnections()
    server.close()
  })
  return { house, clock, heard }
}

/** Both ends are in this process: what is not so after as many turns never will be. */
const MOST_TURNS = 20_000

async function untilSo(what: string, isSo: () => boolean): Promise<void> {
  for (let turn = 0; !isSo(); turn++) {
    if (turn > MOST_TURNS) expect.fail(`waited in vain: ${what}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const untilAll = (house: House, isSo: (state: ProcessState) => boolean) =>
  untilSo(isSo.toString(), () => house.state().every(isSo))

const CLOCK = { isMoved: true, now: 1000, ahead: 0, speed: 60, skew: 0 }
const stateEvent = (set: string[]) => `event: state\ndata: ${JSON.stringify({ set, clock: CLOCK })}\n\n`

const tell = (response: ServerResponse, set: string[]) => response.writeHead(200, STREAM).write(stateEvent(set))

test('a process is up as it tells by itself, with what is set in it, and its clock goes on meanwhile', async () => {
  const { house, clock: machine, heard } = await openHouse((_request, response) => tell(response, ['a fault']))
  expect(house.state().map(({ status }) => status)).toEqual(CONTROLLED_NAMES.map(() => 'unknown'))
  await untilAll(house, ({ status }) => status === 'up')
  expect(house.state().map(({ set }) => set)).toEqual(CONTROLLED_NAMES.map(() => ['a fault']))
  expect(heard).toEqual(CONTROLLED_NAMES.map(() => 'state'))
  machine.advance({ seconds: 2 })
  for (const state of house.state()) expect(state.clock?.now).toBe(121_000)
})

test('a service of somebody is not watched, and said to be that', async () => {
  const { house, heard } = await openHouse(
    (_request, response) => tell(response, []),
    (name) => name === 'serviceb',
  )
  await untilAll(house, ({ name, status }) => status === (name === 'serviceb' ? 'yours' : 'up'))
  expect(heard).toHaveLength(CONTROLLED_NAMES.length - 1)
})

test('of what is told, a page is told what is set and the clock, and no more than an event may have', async () => {
  const odd = { name: 'jwt-factory', port: 1, status: 'down', more: 'x'.repeat(100_000) }
  const data = { ...odd, set: ['short', 'x'.repeat(100_000)], clock: { ...CLOCK, more: 'x'.repeat(100_000) } }
  const { house } = await openHouse((_request, response) =>
    response.writeHead(200, STREAM).write(`event: state\ndata: ${JSON.stringify(data)}\n\n`),
  )
  await untilAll(house, ({ status }) => status === 'up')
  const [{ port } = expect.fail('there is one')] = house.state()
  const told = CONTROLLED_NAMES.map((name) => ({ name, port, status: 'up', set: ['short'], clock: CLOCK }))
  expect(house.state()).toEqual(told)
})

test('one whose stream ends is down, nothing is set in it, and it is looked for again', async () => {
  const open = new Set<ServerResponse>()
  const { house, clock } = await openHouse((_request, response) => {
    open.add(response)
    tell(response, ['a fault'])
  })
  await untilAll(house, ({ status }) => status === 'up')
  for (const response of open) response.destroy()
  await untilAll(house, ({ status, set }) => status === 'down' && set.length === 0)
  await new Promise((resolve) => setImmediate(resolve))
  clock.advance({ seconds: 1 })
  await untilAll(house, ({ status }) => status === 'up')
})

test.each([404, 401, 403, 429, 503])(
  'one that refuses to tell (%i) is asked whether it is up, and is not taken for one that is down',
  async (refusal) => {
    let health = 200
    const { house, clock } = await openHouse(({ url }, response) =>
      response.writeHead(url === '/healthz' ? health : refusal).end('{}'),
    )
    await untilAll(house, ({ status }) => status === 'untold')
    health = 503
    await new Promise((resolve) => setImmediate(resolve))
    clock.advance({ seconds: 3 })
    await untilAll(house, ({ status }) => status === 'down')
  },
)

test('one that is being started refuses everything at first: it is down, and looked for again a second later', async () => {
  let isServed = false
  const { house, clock } = await openHouse((_request, response) =>
    isServed ? tell(response, []) : response.writeHead(503).end('{}'),
  )
  await untilAll(house, ({ status }) => status === 'down')
  await new Promise((resolve) => setImmediate(resolve))
  isServed = true
  clock.advance({ seconds: 1 })
  await untilAll(house, ({ status }) => status === 'up')
})

test('whoever looks is told of changes alone, and no longer than they want', async () => {
  const open: ServerResponse[] = []
  const { house, heard } = await openHouse((_request, response) => {
    open.push(response)
    tell(response, [])
  })
  await untilAll(house, ({ status }) => status === 'up')
  let told = 0
  const end = house.onChange(() => told++)
  const say = async (set: string[]) => {
    const before = heard.length
    open[0]?.write(stateEvent(set))
    await untilSo('it is heard', () => heard.length > before)
  }
  await say([])
  expect(told).toBe(0)
  await say(['something'])
  expect(told).toBe(1)
  end()
  await say(['something', 'else'])
  expect(told).toBe(1)
})

test('however fast a process changes, pages are told ten times a second at most, and of the last state', async () => {
  const open: ServerResponse[] = []
  const { house, clock, heard } = await openHouse((_request, response) => {
    open.push(response)
    tell(response, [])
  })
  await untilAll(house, ({ status }) => status === 'up')
  const told: (readonly string[] | undefined)[] = []
  house.onChange(() => told.push(house.state().find(({ set }) => set.length > 0)?.set))
  const changes = Array.from({ length: 500 }, (_, at) => stateEvent([`change ${at}`]))
  const before = heard.length
  open[0]?.write(changes.join(''))
  await untilSo('all are heard', () => heard.length === before + changes.length)
  expect(told).toEqual([['change 0']])
  clock.advance({ milliseconds: 99 })
  await new Promise((resolve) => setImmediate(resolve))
  expect(told).toHaveLength(1)
  clock.advance({ milliseconds: 1 })
  await untilSo('the rest is told', () => told.length > 1)
  expect(told).toEqual([['change 0'], ['change 499']])
  clock.advance({ seconds: 1 })
  await new Promise((resolve) => setImmediate(resolve))
  expect(told).toHaveLength(2)
})

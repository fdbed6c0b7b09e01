import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { CONTROLLED_NAMES, type ControlledName } from '#core/config/processes'
import { loadScenarios } from '#scenarios'
import { readRegister } from '../api/client-routes.ts'
import { readRegistry } from '../api/registry-routes.ts'
import { createPlays } from '../plays/plays.ts'
import { createAsk } from './ask.ts'
import { watchHouse } from './house.ts'
import { readControl, readRequests } from './read-control.ts'
import { readRings } from './read-rings.ts'

// While a process is away, another program may listen at its port and answer as it likes.

const clock = manualClock('2026-02-03T10:00:00Z')

/** The same program at the ports of all processes. */
async function foreign(answer: (response: ServerResponse, path: string) => void) {
  const server = createServer((request, response) => answer(response, request.url ?? ''))
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // it listens on a port
  const ports = Object.fromEntries(CONTROLLED_NAMES.map((name) => [name, port])) as Record<ControlledName, number> // all
  return { host: '127.0.0.1', ports, clock: systemClock }
}

const noPlays = { get: () => undefined }
const unsent = () => Promise.reject(new Error('nothing is sent here'))

const ODD = ['null', '5', '"x"', '[null]', '{}', '{"set":5,"clock":null,"faults":{},"requests":7,"rings":[null]}']

test.each(ODD)(
  'of a program that answers %s, every list says that it is another one, and none is broken',
  async (text) => {
    const ask = createAsk(await foreign((response) => void response.end(text)))
    const why = expect.stringMatching(/^What answers at port \d+ is not [\w-]+: another program listens there\./)
    for (const one of await readControl(ask)) expect(one).toEqual({ name: one.name, faults: [], on: [], why })
    for (const one of (await readRings({ ask, clock, plays: noPlays }, { like: '', most: 5 })).holders)
      expect(one).toEqual({ name: one.name, why })
    const { refusals } = await readRequests({ ask, plays: noPlays }, { process: '', on: '', from: '', trace: '' })
    expect(refusals).toEqual(refusals.map(() => why))
    expect(await readRegister(ask)).toMatchObject({ clients: [], trouble: why })
    expect(await readRegistry(ask, { like: '', most: 5 })).toEqual({ trouble: why })
  },
)

test.each([...ODD, '[{}]', '[{"steps":[{"verb":"plays"}]}]'])(
  'a play whose trace is %s is shown without steps, and so is the next one that others tell of',
  async (text) => {
    const ask = createAsk(await foreign((response) => void response.end(text)))
    const [scenario, ...others] = await loadScenarios()
    const plays = createPlays({
      ask,
      sendToken: unsent,
      clock,
      patience: 20_000,
      scenarios: scenario ? [scenario, ...others] : [],
    })
    if (scenario) expect(await plays.play(scenario, {})).toMatchObject({ steps: [], missing: [...CONTROLLED_NAMES] })
    for (const first of ['a', 'b']) {
      const kept = new Promise((resolve) => onTestFinished(plays.onPlay(resolve)))
      const told = { scenario: 1, caller: 'servicea', query: '', startedAt: 1, tookMs: 1, status: 200 }
      plays.heard({ traceId: first.repeat(32), ...told })
      expect(await kept).toMatchObject({ traceId: first.repeat(32), steps: [] })
    }
  },
)

const DEEP = '['.repeat(20_000) + ']'.repeat(20_000)

test.each([DEEP, `{"valid":true,"a":${DEEP}}`])(
  'a play that is answered with very many levels is told to be of another program',
  async (text) => {
    for (const status of [200, 500]) {
      const ask = createAsk(await foreign((response) => void response.writeHead(status).end(text)))
      const [scenario, ...others] = await loadScenarios()
      if (!scenario) return expect.fail('no scenario')
      const plays = createPlays({ ask, sendToken: unsent, clock, patience: 20_000, scenarios: [scenario, ...others] })
      await expect(plays.play(scenario, {})).rejects.toThrow(/another program listens there/)
      expect(plays.list()).toEqual([])
    }
  },
)

test.each([
  ['state', `{"set":[],"clock":{"isMoved":false,"now":1,"ahead":0,"speed":1,"skew":0},"x":${DEEP}}`],
  ['state', 'null'],
  ['state', '{"set":[],"clock":{"isMoved":false,"now":1e300,"ahead":0,"speed":1,"skew":0}}'],
  ['play', '{"traceId":"x","scenario":1}'],
])(
  'a stream of events in which %s is %s is not one of ours: the process is down, and nothing is heard',
  async (event, data) => {
    const heard: unknown[] = []
    const at = await foreign((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(`event: ${event}\ndata: ${data}\n\n`)
    })
    const house = watchHouse(at, (_name, each) => heard.push(each))
    onTestFinished(() => house.close())
    const isAllDown = () => house.state().every(({ status }) => status === 'down')
    await new Promise<void>((resolve) => {
      house.onChange(() => isAllDown() && resolve())
    })
    expect(heard).toEqual([])
  },
)

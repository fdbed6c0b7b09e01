import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { readConfig } from '#core/config/read-config'
import { loadScenarios } from '#scenarios'
import type { BenchChoices } from '../apps/console/pages/bench/bench-state.ts'
import type { PlayLine } from '../apps/console/plays/kept-play.ts'
import { collectSeen } from '../apps/probe/matrix/collect-seen.ts'
import { matrixSettings } from '../apps/probe/matrix/run-matrix.ts'
import type { AskConsole } from '../apps/console/workshop/step.ts'
import {
  claimsWrittenIn,
  playOnStage,
  showToken,
  signOnBench,
  tokenForB,
} from '../apps/console/workshop/bench-moves.ts'
import { BENCH_TO_B } from '../apps/console/workshop/plays-seen.ts'
import { WORKSHOP_STEPS } from '../apps/console/workshop/tracks.ts'
import type { ShownStep, WorkshopState } from '../apps/console/workshop/workshop-state.ts'
import { openAskConsole } from './support/ask-console.ts'
import { partyPortsOf, settingsFor } from './support/ports.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { openTestConsole, type TestConsole } from './support/test-console.ts'
import { until } from './support/until.ts'
import { withRule } from './support/more-wrong-near-misses.ts'
import { NEAR_MISSES } from './support/near-misses.ts'

let sandbox: TestSandbox
let console: TestConsole
let ask: AskConsole
beforeAll(async () => {
  sandbox = await openTestSandbox()
  console = await openTestConsole(sandbox, partyPortsOf(sandbox))
  ask = await openAskConsole(console.url)
})
afterAll(async () => {
  await console.close()
  await sandbox.close()
})

const matrixConfig = () => {
  const ports = Object.entries(sandbox.processes).map(([name, at]) =>
    settingsFor(name as keyof typeof sandbox.processes, at),
  ) // its own names
  return readConfig(matrixSettings, Object.assign({ KEYS_FOLDER: sandbox.keysFolder }, ...ports))
}
/** In its ways it ticks steps, where a person plays it. */
const PLAYED_BY_MATRIX = 5

const stepsNow = async (): Promise<ShownStep[]> => {
  const { tracks }: WorkshopState = await ask('/api/workshop')
  return tracks.flatMap(({ steps }) => steps)
}
/** On the bench a person sends a token to whom the page offers, and to nobody else. */
const asOnThePages: AskConsole = async (path, body, method) => {
  if (path === '/api/bench/send') {
    const { destinations }: BenchChoices = await ask('/api/bench/choices')
    const { to, scenario } = Object(body)
    expect(destinations).toContainEqual(expect.objectContaining({ to, scenario }))
  }
  return ask(path, body, method)
}
const doneNow = async () => (await stepsNow()).flatMap(({ id, state }) => (state === 'done' ? [id] : []))
const stateOf = async (id: string) => (await stepsNow()).find((step) => step.id === id)

test('with nothing done nothing is done, and whoever visits every page has done nothing', async () => {
  const { routes } = await ask('/')
  const visited = Object.keys(routes).filter((name) => name.startsWith('GET /') && !/:|events/.test(name))
  expect(visited.length).toBeGreaterThan(20)
  for (const name of visited) {
    for (const accept of ['text/html', 'application/json'])
      await fetch(console.url + name.slice('GET '.length), { headers: { accept } })
  }
  for (const { id } of WORKSHOP_STEPS)
    for (let more = 0; more < 4; more++) await ask('/api/workshop/hints', { step: id })
  expect(await doneNow()).toEqual([])
})

describe.each(WORKSHOP_STEPS.map((step) => [step.id, step] as const))('%s', (id, { solution }) => {
  test.each(NEAR_MISSES[id] ?? [])('is not ticked by this: $0', async (_what, act) => {
    await ask('/api/workshop/reset', { step: id })
    await act(ask)
    expect(await stateOf(id)).toMatchObject({ state: 'open' })
  })

  test('is ticked by its solution, and stays so until it is reset', async () => {
    await ask('/api/workshop/reset', { step: id })
    expect(await stateOf(id)).toMatchObject({ state: 'open' })
    await solution(asOnThePages)
    const { ticked } = (await stateOf(id)) ?? {}
    expect(ticked?.sentence).toMatch(/^\S.*\.$/)
    if (ticked?.traceId !== undefined)
      expect(await ask(`/api/plays/${ticked.traceId}`)).toMatchObject({ traceId: ticked.traceId })
    await ask('/api/workshop/reset', { step: id })
    expect(await doneNow()).not.toContain(id)
  })
})

test('every step has something that nearly ticks it', () => {
  expect(Object.keys(NEAR_MISSES).toSorted()).toEqual(WORKSHOP_STEPS.map(({ id }) => id).toSorted())
})

test('a token that went to another scenario is nearly it, and the step says so until it is done', async () => {
  await ask('/api/workshop/reset', { step: 'strangers-key' })
  const claims = claimsWrittenIn(await tokenForB(ask))
  const token = await signOnBench(ask, { kind: 'stranger' }, { claims })
  await showToken(ask, token, 'serviceb', 1)
  expect((await stateOf('strangers-key'))?.nearly).toMatch(/^Nearly: .* scenario 1\. .* scenario 5: /)
  await showToken(ask, token)
  const { state, nearly } = (await stateOf('strangers-key')) ?? {}
  expect({ state, nearly }).toEqual({ state: 'done', nearly: undefined })
})

test('where the clock of the factory is behind, that of B is ahead of it', async () => {
  await ask('/api/workshop/reset', { step: 'every-token-ends' })
  await ask('/api/control/clock', { to: ['jwt-factory'], change: { skew: '-30m' } }, 'PUT')
  await playOnStage(ask, 5)
  expect((await stateOf('every-token-ends'))?.nearly).toMatch(/^Nearly: .* 30 min ahead/)
  await ask('/api/control/clock', { to: ['jwt-factory'], change: { skew: '-2h' } }, 'PUT')
  await playOnStage(ask, 5)
  await ask('/api/control/reset', { to: ['jwt-factory'] })
  expect(await stateOf('every-token-ends')).toMatchObject({ state: 'done' })
})

test('a factory that answers with an error has taken the key set away from B, too', async () => {
  await ask('/api/workshop/reset', { step: 'neither-yes-nor-no' })
  await ask('/api/control/reset', { to: ['serviceb'] }) // what it has kept is gone
  await withRule(ask, 'jwt-factory', { on: 'jwks', effect: { status: 503 } }, () => playOnStage(ask, 5))
  expect(await stateOf('neither-yes-nor-no')).toMatchObject({ state: 'done' })
})

test('the link of a step to the bench chooses to whom the token goes', async () => {
  const page = await fetch(`${console.url}${BENCH_TO_B.page}`, { headers: { accept: 'text/html' } })
  const text = await page.text()
  const [, chosen] = /"destination":(\d+)/.exec(text) ?? []
  expect(text).toContain('"isDestinationChosen":true') // no token changes it
  const { destinations }: BenchChoices = await ask('/api/bench/choices')
  expect(destinations[Number(chosen)]).toMatchObject({ to: 'serviceb', scenario: 5 })
})

test('what the token matrix plays is nobody’s doing: the console shows it, and it ticks nothing', async () => {
  await ask('/api/workshop/reset', { step: 'all' })
  const scenarios = (await loadScenarios()).filter(({ number }) => number === PLAYED_BY_MATRIX)
  await collectSeen(scenarios, matrixConfig(), systemClock)
  const ways = scenarios.flatMap(({ number, variants = {} }) =>
    ['', ...Object.keys(variants).map((name) => `${name}=1`)].map((query) => `${number}?${query}`),
  )
  await until('the console has heard of all', async () => {
    const { plays }: { plays: PlayLine[] } = await ask('/api/plays')
    const byTool = new Set(plays.flatMap((play) => (play.byTool ? [`${play.scenario}?${play.query}`] : [])))
    return ways.every((way) => byTool.has(way))
  })
  expect(await doneNow()).toEqual([])
})

const FOLLOWED = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

test('what others play counts as well, by curl or npm run play, and not by a link that was followed', async () => {
  await ask('/api/workshop/reset', { step: 'meant-for-somebody-else' })
  const playsNow = async (): Promise<{ plays: PlayLine[] }> => ask('/api/plays')
  await sandbox.plain('servicea', '/scenario5?wrong-audience=1', { headers: FOLLOWED })
  await until('the console has heard of it', async () => (await playsNow()).plays[0]?.byVisit === true)
  expect(await doneNow()).not.toContain('meant-for-somebody-else')
  await sandbox.plain('servicea', '/scenario5?wrong-audience=1')
  await until('the console has heard of it', async () => (await doneNow()).includes('meant-for-somebody-else'))
})

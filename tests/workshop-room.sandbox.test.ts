import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { ProcessState } from '../apps/console/live/process-state.ts'
import type { ShownStep, WorkshopState } from '../apps/console/workshop/workshop-state.ts'
import { needs } from './support/needs.ts'
import { until } from './support/until.ts'
import { openTestWorkshop, type Participant, type TestWorkshop } from './support/workshop-room.ts'

let workshop: TestWorkshop
let ada: Participant
let bob: Participant
beforeAll(async () => {
  workshop = await openTestWorkshop()
  ;[ada, bob] = await Promise.all([workshop.join('Ada'), workshop.join('Bob')])
})
afterAll(() => workshop.close())

const ALL = ['jwt-factory', 'servicea', 'serviceb', 'servicec', 'neighbours']
/** Its processes, as the bar of every page has them. */
async function houseOf({ request }: Participant): Promise<ProcessState[]> {
  const text = await (await request('/api/events')).text() // who wants no stream is told how things are
  const [, data = ''] = /^event: house\ndata: (.*)$/m.exec(text) ?? []
  return JSON.parse(data).processes
}
const clocksOf = async (person: Participant) => (await houseOf(person)).map(({ clock }) => clock?.isMoved)
const kidsOf = async ({ ask }: Participant) =>
  JSON.stringify(await ask('/api/keys'))
    .split(/(?="kid":)/)
    .slice(1)
    .map((rest) => rest.slice(0, 20))
const stepsOf = async ({ ask }: Participant): Promise<ShownStep[]> => {
  const { tracks }: WorkshopState = await ask('/api/workshop')
  return tracks.flatMap(({ steps }) => steps)
}

test('nobody notices what another one does to clocks, keys and faults', async () => {
  const before = await kidsOf(bob)
  expect(before.length).toBeGreaterThan(3)
  await ada.ask('/api/control/clock', { to: ALL, change: { advance: '2h' } }, 'PUT')
  await ada.ask('/api/keys', { process: 'jwt-factory', ringId: 'servicea', act: 'rotate' })
  await ada.ask('/api/control/faults', { to: ['serviceb'], rule: { on: '*', effect: { status: 500 } } })
  const plays = await Promise.all([ada, bob].map(({ ask }) => ask('/api/plays', { scenario: 1 })))
  expect(plays.map(({ outcome }) => outcome.outcome)).toEqual([expect.not.stringMatching('good'), 'good'])
  await until('the console has heard of it', async () => (await clocksOf(ada)).every((isMoved) => isMoved === true))
  expect(new Set(await clocksOf(bob))).toEqual(new Set([false]))
  expect(await kidsOf(bob)).toEqual(before)
  expect((await bob.ask('/api/plays')).plays).toHaveLength(1)
})

const playedBy = ({ request }: Participant, more: Record<string, string>) => {
  const headers = { 'content-type': 'application/json', ...more }
  return request('/api/plays', { method: 'POST', headers, body: '{"scenario":1}' }).then(({ status }) => status)
}

test('the token of a page counts at the console of its person alone', async () => {
  expect(await playedBy(bob, { 'x-page-token': ada.pageToken })).toBe(403)
  expect(await playedBy(bob, { 'x-page-token': '' })).toBe(403)
  expect(await playedBy(bob, { origin: 'http://evil.test' })).toBe(403)
  expect(await playedBy(bob, {})).toBe(200)
})

test('raw tokens are for the one in whose sandbox they were made', async () => {
  const { traceId } = await ada.ask('/api/plays', { scenario: 1 })
  expect((await ada.request(`/api/plays/${traceId}/tokens`)).status).toBe(200)
  expect((await bob.request(`/api/plays/${traceId}/tokens`)).status).toBe(404)
})

needs(process.platform !== 'linux' && 'only Linux has 127.0.0.2 without being told').test(
  'what listens in the sandboxes is reached at one address of this machine, and at no other',
  async () => {
    const ports = (await houseOf(ada)).map(({ port }) => port)
    expect(ports).toHaveLength(ALL.length)
    for (const port of ports) {
      expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
      await expect(fetch(`http://127.0.0.2:${port}/healthz`)).rejects.toThrow()
    }
  },
)

test('nothing outside of the own sandbox is asked', async () => {
  const elsewhere = { target: { url: 'http://192.0.2.1/', audience: 'a' } }
  await expect(ada.ask('/api/attacks/run', elsewhere)).rejects.toThrow(/409: .*your own sandbox/)
  await expect(ada.ask('/api/attacks/beside', { id: 'aud-other-service', ...elsewhere })).rejects.toThrow(/409/)
  await expect(ada.ask('/api/attacks/discovery', { url: 'http://192.0.2.1/' })).rejects.toThrow(/409/)
  const policies = `apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: users, namespace: default}
spec: {jwtRules: [{issuer: 'http://192.0.2.1'}]}
`
  await expect(ada.ask('/api/mesh/live', { policies }, 'PUT')).rejects.toThrow(/409: .*outside of your sandbox/)
  const long = { policies: '#'.repeat(16_385) }
  const question = { to: 'webui', caller: 'plaintext', user: 'nobody', method: 'GET', path: '/' }
  await expect(ada.ask('/api/mesh/look', long)).rejects.toThrow(/400: .*In a workshop/)
  await expect(ada.ask('/api/mesh/decide', { ...long, ...question })).rejects.toThrow(/400: .*In a workshop/)
  await expect(ada.ask('/api/mesh/live', long, 'PUT')).rejects.toThrow(/400: .*In a workshop/)
  await expect(ada.ask('/api/bench/check', { token: 'a', keys: { from: 'url', value: 'http://192.0.2.1/jwks' }, expected: {} })).rejects.toThrow(/400/) // prettier-ignore
})

test('a new sandbox has new keys and the progress of before, and what was open is told to load again', async () => {
  const [step] = await stepsOf(ada)
  await ada.ask('/api/workshop/hints', { step: step?.id })
  const before = await kidsOf(ada)
  const stream = await ada.request('/api/events', { headers: { accept: 'text/event-stream' } })
  const ended = stream.text()
  await workshop.room.people.byId(ada.id).seat.drop()
  await ended
  expect((await ada.request('/api/plays')).status).toBe(409)
  expect(await workshop.folders()).toHaveLength(1)
  const pageToken = await workshop.open(ada)
  expect(pageToken).not.toBe(ada.pageToken)
  const kids = await kidsOf(ada)
  expect(kids.filter((kid) => before.includes(kid))).toEqual([])
  expect((await stepsOf(ada))[0]?.hintsShown).toBe(1)
  const status = await ada.request('/api/plays', { method: 'POST', headers: { 'x-page-token': ada.pageToken } }).then((answer) => answer.status) // prettier-ignore
  expect(status).toBe(403)
})

test('whoever is removed leaves nothing behind', async () => {
  const eve = await workshop.join('Eve')
  const folders = await workshop.folders()
  await workshop.room.people.remove(eve.id)
  expect((await workshop.folders()).length).toBe(folders.length - 1)
  expect((await eve.request('/api/plays')).status).toBe(401)
})

test('one person opens a few streams, and the others have theirs', async () => {
  const leave = new AbortController()
  const open = (person: Participant) =>
    person.request('/api/events', { headers: { accept: 'text/event-stream' }, signal: leave.signal })
  const all = await Promise.all(Array.from({ length: 12 }, () => open(bob)))
  expect(all.filter(({ status }) => status === 429).length).toBeGreaterThan(0)
  leave.abort()
  await until('there is room again', async () => {
    const again = new AbortController()
    const { status } = await bob.request('/api/events', { headers: { accept: 'text/event-stream' }, signal: again.signal }) // prettier-ignore
    again.abort()
    return status === 200
  })
})

test('a slow machine has one setting to raise, and a quick one may lower it: how long a play waits', async () => {
  const hurried = await openTestWorkshop({ PEER_TIMEOUT: '0.3' })
  onTestFinished(() => hurried.close())
  const { ask } = await hurried.join('Cleo')
  const wait = { on: '*', effect: { delay: '20s' } }
  await ask('/api/control/faults', { to: ['serviceb'], rule: wait })
  const { status } = await ask('/api/plays', { scenario: 3, query: {} })
  expect(status).toBe(504)
})

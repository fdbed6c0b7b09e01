import { expect, test, vi } from 'vitest'
import { ATTACKS_BY_ID, CATALOGUE, type Attack } from '#attacks'
import { Problem } from '#core/http/problem'
import { attackWorld } from '../../../tests/support/attack-world.ts'
import { until } from '../../../tests/support/until.ts'
import type { CaseResult } from '../../probe/probe-report.ts'
import type { LabRunner, OrderedRun } from '../attack-lab/lab-runner.ts'
import { openScriptedConsole } from '../test-console.ts'

const NO_MATRIX = { tokens: [], doors: [], cells: [], missing: [], closed: [], answered: [], silent: [], findings: 0, milliseconds: 1 } // prettier-ignore

const CAST = { cast: 'serviceb-scenario7' }

const resultOf = ({ id, family, title, class: klass, severity, references, expects }: Attack): CaseResult => ({
  id,
  family,
  title,
  class: klass,
  severity,
  references,
  expects,
  verdict: 'refused',
  remarks: [],
})

const SUMMARY = {
  byVerdict: { refused: 1, believed: 0, inconclusive: 0, crashed: 0, hung: 0, 'not-run': 0 },
  notRunByReason: {},
  findings: 0,
  failing: 0,
  unclearMust: 0,
  milliseconds: 5,
}

const nobodySigns = async () => {
  throw new Problem('peer-unreachable', 'jwt-factory cannot be reached.')
}

/** A lab whose runs end when the test says so. */
async function openLab(more: Partial<LabRunner> = {}) {
  const runs: OrderedRun[] = []
  const ended = Promise.withResolvers<{ summary: typeof SUMMARY; stopped?: string }>()
  const runner: LabRunner = {
    async begin(run) {
      runs.push(run)
      return { target: 'https://localhost:8443/scenario7-server', end: ended.promise }
    },
    withWorld: (_target, use) => use(attackWorld()),
    matrix: async () => NO_MATRIX,
    discover: async () => ({ audience: 'orders', issuer: 'https://i', type: 'JWT', algorithms: ['ES256'], lines: [] }),
    ...more,
  }
  const opened = await openScriptedConsole({ runner })
  return { ...opened, runs, ended }
}

test('results come as they are made, and whoever asks again gets what came since', async () => {
  const { post, http, runs, ended } = await openLab()
  expect((await http.get('/api/attacks/run').expect(200)).body).toEqual({})
  const { body: begun } = await post('/api/attacks/run', { target: CAST, only: ['encoding'] }).expect(202)
  expect(begun).toMatchObject({ isGoing: true, results: [], target: expect.stringContaining('8443') })
  const [run] = runs as [OrderedRun]
  expect(new Set(run.cases.map(({ family }) => family))).toEqual(new Set(['encoding']))
  expect(begun.of).toBe(run.cases.length)
  for (const each of run.cases.slice(0, 2)) run.onResult(resultOf(each))
  const since = async (after: number) => (await http.get(`/api/attacks/run?of=${begun.id}&after=${after}`)).body
  expect((await since(0)).results).toHaveLength(2)
  expect((await since(1)).results).toMatchObject([{ id: run.cases[1]?.id }])
  expect((await http.get('/api/attacks/run?of=another&after=2')).body.results).toHaveLength(2)
  ended.resolve({ summary: SUMMARY })
  await ended.promise
  expect(await since(2)).toMatchObject({ isGoing: false, summary: SUMMARY, results: [{}, {}] })
  expect((await http.get('/attacks').set('accept', 'text/html')).text).toContain('Nothing was found')
})

test('a program can wait for the end of its run', async () => {
  const { post, runs, ended } = await openLab()
  const answered = vi.fn<() => void>()
  const waiting = post('/api/attacks/run', { target: CAST, only: ['alg-none'], wait: true }).expect(200)
  const answer = waiting.then((one) => (answered(), one))
  await until('the run has begun', () => runs.length > 0)
  const [run] = runs as [OrderedRun]
  run.onResult(resultOf(run.cases[0] as Attack))
  expect(answered).not.toHaveBeenCalled()
  ended.resolve({ summary: SUMMARY })
  expect((await answer).body).toMatchObject({ isGoing: false, of: 1, results: [{ id: 'alg-none' }], summary: SUMMARY })
  await post('/api/attacks/run', { target: CAST, wait: 'yes' }).expect(400)
})

test('one run goes at a time; it can be ended, and what came stays', async () => {
  const { post, http, pageToken, runs, ended } = await openLab()
  await post('/api/attacks/run', { target: CAST }).expect(202)
  await post('/api/attacks/run', { target: CAST }).expect(409)
  const [run] = runs as [OrderedRun]
  run.onResult(resultOf(run.cases[0] as Attack))
  await http.delete('/api/attacks/run').expect(403)
  await http.delete('/api/attacks/run').set('x-page-token', pageToken).expect(200)
  expect(run.signal.aborted).toBe(true)
  ended.resolve({ summary: SUMMARY, stopped: 'It was ended.' })
  await ended.promise
  expect((await http.get('/api/attacks/run')).body).toMatchObject({
    isGoing: false,
    stopped: 'It was ended.',
    results: [{}],
  })
  await post('/api/attacks/run', { target: CAST }).expect(202)
})

const CHANGES_THE_TARGET = /^dialect-(?:jwtproxy-w3|stoke-a94)-/
const isLeftOut = ({ id, family, needs }: Attack) =>
  family === 'cost' || needs.includes('key-set') || CHANGES_THE_TARGET.test(id)

test('floods, what waits for the key set, and what changes the target for good are run only when somebody asks for them', async () => {
  const { post, runs } = await openLab()
  await post('/api/attacks/run', { target: CAST }).expect(202)
  expect(runs[0]?.cases).toHaveLength(CATALOGUE.filter((attack) => !isLeftOut(attack)).length)
})

test('a fault of the lab is told as one, and the next run can begin', async () => {
  const { post, http, ended, logs } = await openLab()
  await post('/api/attacks/run', { target: CAST }).expect(202)
  ended.reject(new Error('a secret of the run'))
  await ended.promise.catch(() => undefined)
  const { body } = await http.get('/api/attacks/run')
  expect([body.isGoing, body.stopped]).toEqual([false, expect.stringContaining('a fault of the lab')])
  expect(logs.join()).not.toContain('a secret of the run')
})

test('what keeps a run from beginning is told, and nothing is left of it', async () => {
  const { post, http } = await openLab({ begin: nobodySigns })
  await post('/api/attacks/run', { target: CAST }).expect(502)
  expect((await http.get('/api/attacks/run')).body).toEqual({})
})

test('a run that cannot begin leaves what the last one has found', async () => {
  const ended = Promise.resolve({ summary: SUMMARY })
  const begin = vi.fn<LabRunner['begin']>(nobodySigns).mockResolvedValueOnce({ target: 'https://first', end: ended })
  const { post, http } = await openLab({ begin })
  await post('/api/attacks/run', { target: CAST }).expect(202)
  await ended
  await post('/api/attacks/run', { target: CAST }).expect(502)
  expect((await http.get('/api/attacks/run')).body).toMatchObject({ target: 'https://first', isGoing: false })
})

test('a case is shown beside the good one, and one that does not exist is not', async () => {
  const { post } = await openLab()
  const { body } = await post('/api/attacks/beside', { id: 'aud-other-service', target: CAST }).expect(200)
  expect(JSON.stringify(body)).toContain('"isOwn":true')
  await post('/api/attacks/beside', { id: 'aud-nobody-knows', target: CAST }).expect(404)
})

test.each([
  [{}, 400],
  [{ target: { cast: 'mars' } }, 400],
  [{ target: { url: 'file:///etc/passwd', audience: 'x' } }, 400],
  [{ target: { url: 'http://localhost:1' } }, 400],
  [{ target: CAST, only: ['nothing-like-it'] }, 400],
])('an order that does not fit is refused: %j', async (order, status) => {
  const { post } = await openLab()
  await post('/api/attacks/run', order).expect(status)
})

const IN_BODY = { tokenIn: 'body:token', body: '{"tenant":1}' }

test('whoever opens the page again finds the form as the last run was ordered', async () => {
  const { post, http } = await openLab()
  const target = {
    url: 'http://localhost:8080/orders?x=1',
    audience: 'orders',
    acceptedWhen: 'text:welcome',
    ...IN_BODY,
  }
  const { body } = await post('/api/attacks/run', { target, only: ['alg-none'] }).expect(202)
  expect(body.whom).toEqual(target)
  const { text } = await http.get('/attacks').set('accept', 'text/html')
  expect(text).toMatch(/<input value="http:\/\/localhost:8080\/orders\?x=1"/)
  expect(text).toMatch(/<input value="text:welcome"/)
  expect(text).toMatch(/<input value="body:token"/)
  await post('/api/attacks/discovery', { url: target.url, acceptedWhen: 'text:welcome', ...IN_BODY }).expect(409)
})

test('only a page of the console begins a run', async () => {
  const { http } = await openLab()
  for (const path of ['run', 'beside', 'matrix'])
    await http.post(`/api/attacks/${path}`).send({ target: CAST }).expect(403)
  expect(ATTACKS_BY_ID.size).toBeGreaterThan(300)
})

test('while a run is going nothing is found out about services', async () => {
  const { post, ended } = await openLab()
  await post('/api/attacks/discovery', { url: 'http://localhost:8080/' }).expect(200)
  await post('/api/attacks/run', { target: CAST }).expect(202)
  await post('/api/attacks/discovery', { url: 'http://localhost:8080/' }).expect(409)
  ended.resolve({ summary: SUMMARY })
  await ended.promise
})

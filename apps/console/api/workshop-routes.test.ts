import { expect, test } from 'vitest'
import { openScriptedConsole } from '../test-console.ts'

const STEP = 'decode-is-not-verify'

test('nothing is ticked by a request that says so', async () => {
  const { http, post } = await openScriptedConsole()
  for (const body of [{ step: STEP, state: 'done' }, { step: STEP, ticked: true }, { done: STEP }]) {
    for (const path of ['/api/workshop/hints', '/api/workshop/reset']) await post(path, body).expect(400)
    await post('/api/workshop', body).expect(405)
  }
  const { body } = await http.get('/api/workshop').expect(200)
  expect(body.tracks.map(({ done }: { done: number }) => done)).toEqual([0, 0, 0])
})

test('the second and third hint leave the console when they are asked for, and the code has a line', async () => {
  const { http, post } = await openScriptedConsole()
  const first = (await http.get('/api/workshop').expect(200)).body.tracks[0].steps[0]
  expect(first).toMatchObject({ id: STEP, number: 1, state: 'open', hints: [], hintsShown: 0 })
  expect(first.code).toEqual({
    file: 'core/token/verify-signature.ts',
    line: expect.any(Number),
    text: expect.any(String),
  })
  expect(JSON.stringify(first)).not.toContain('solution')
  const { body } = await post('/api/workshop/hints', { step: STEP }).expect(200)
  expect(body.tracks[0].steps[0]).toMatchObject({ hintsShown: 1, hints: [expect.any(String)] })
  await post('/api/workshop/hints', { step: 'nowhere' }).expect(404)
  const { body: after } = await post('/api/workshop/reset', { step: 'all' }).expect(200)
  expect(after.tracks[0].steps[0].hintsShown).toBe(0)
})

test('the report is Markdown to keep: what is not done says so, and gives nothing away', async () => {
  const { http } = await openScriptedConsole()
  const { text, headers } = await http.get('/workshop/report.md').expect(200)
  expect(headers['content-type']).toMatch('text/markdown')
  expect(headers['content-disposition']).toMatch('attachment')
  expect(text).toMatch(/^# What I did in the workshop\n/)
  expect(text).toContain('No step is done yet.')
  const { text: named } = await http.get('/workshop/report.md?name=Ada').expect(200)
  expect(named).toContain('Name: Ada')
})

test('pages are told how far it is when they begin to listen', async () => {
  const { http } = await openScriptedConsole()
  const { text } = await http.get('/api/events').expect(200)
  expect(text).toContain('event: workshop\ndata: {"tracks":[{"name":"workshop","done":0,"of":10}')
})

test('the code that decides can be read, of steps alone', async () => {
  const { http } = await openScriptedConsole()
  const { text, headers } = await http.get(`/workshop/code/${STEP}`).expect(200)
  expect(headers['content-type']).toMatch('text/plain')
  expect(text).toContain('→')
  for (const other of ['nowhere', '..%2f..%2fpackage.json', 'core%2ftoken%2fverify.ts'])
    await http.get(`/workshop/code/${other}`).expect(404)
})

import express from 'express'
import { expect, test } from 'vitest'
import { adminFormBody, adminFormFrom, adminFormOf } from './admin-form.ts'
import { isFromOwnPage } from './own-page.ts'
import { clearCookie, readCookie, setCookie } from './session-cookie.ts'
import request from '../../../../tests/support/request.ts'

const app = express()
app.get('/cookie', (asked, answer) => void answer.json(readCookie('session', asked) ?? null))
app.get('/set', (asked, answer) => (setCookie('session', 'v', asked, answer), void answer.end()))
app.get('/clear', (asked, answer) => (clearCookie('session', asked, answer), void answer.end()))
app.get('/own', (asked, answer) => void answer.json(isFromOwnPage(asked)))
app.post('/form', adminFormBody, (asked, answer) => void answer.json(adminFormOf(asked).fields))

const ask = (path: string, headers: Record<string, string>) =>
  request(app)
    .get(path)
    .set({ host: 'localhost:8080', ...headers })

test('no script reads the cookie, no page of others sends it, and over TLS no plain connection sets it', async () => {
  const plain = await ask('/set', {})
  expect(plain.headers['set-cookie']).toEqual(['people-session-8080=v; Path=/admin; HttpOnly; SameSite=Strict'])
  const tls = await ask('/set', { origin: 'https://localhost:8080' })
  expect(tls.headers['set-cookie']).toEqual(['__Host-people-session-8080=v; Path=/; Secure; HttpOnly; SameSite=Strict'])
  const cleared = await ask('/clear', {})
  expect(cleared.headers['set-cookie']).toEqual([expect.stringMatching(/^__Host-.*Max-Age=0$/), expect.stringMatching(/^people-.*Max-Age=0$/)]) // prettier-ignore
})

test.each([
  ['people-session-8080=a', 'a'],
  ['x=1; people-session-8080=a; y=2', 'a'],
  ['people-session-8080=a; __Host-people-session-8080=b', 'b'],
  ['people-session-8080=a; people-session-8080=b', null],
  ['people-session-8081=a', null],
  ['people-session-8080', null],
  ['', null],
])('of the cookies %j, the session is %j', async (cookie, value) => {
  expect((await ask('/cookie', { cookie })).body).toBe(value)
})

test.each([
  [{}, true],
  [{ origin: 'http://localhost:8080' }, true],
  [{ origin: 'https://localhost:8080', 'sec-fetch-site': 'same-origin' }, true],
  [{ origin: 'http://localhost:8081' }, false],
  [{ origin: 'http://localhost:8080.evil.test' }, false],
  [{ origin: 'null' }, false],
  [{ 'sec-fetch-site': 'same-site' }, false],
  [{ 'sec-fetch-site': 'cross-site' }, false],
  [{ 'sec-fetch-site': 'none' }, false],
  [{ origin: 'http://localhost:8080', 'sec-fetch-site': 'cross-site' }, false],
])('a form with %j comes from a page of ours: %j', async (headers, isOwn) => {
  expect((await ask('/own', headers)).body).toBe(isOwn)
})

const send = (type: string, body: string) => request(app).post('/form').set('content-type', type).send(body)

test('a form is read as it was typed, and nothing else is read as one', async () => {
  const form = 'application/x-www-form-urlencoded'
  const odd = ` "'<>&=+%00\u{1f511}ä `
  expect((await send(form, `${new URLSearchParams({ password: odd })}&a=1&a=2`)).body).toEqual([
    ['password', odd],
    ['a', '1'],
    ['a', '2'],
  ])
  expect((await send('application/json', '{"a":1}')).status).toBe(415)
  expect((await send('multipart/form-data; boundary=x', '--x')).status).toBe(415)
  expect((await send('text/plain', 'a=1')).status).toBe(415)
  expect((await send(form, 'a=1&'.repeat(6000))).status).toBe(400)
  expect((await send(form, `a=${'x'.repeat(110_000)}`)).status).toBe(413)
})

test('what is there twice, or is no id, is no answer', () => {
  const form = adminFormFrom([['a', '1'], ['a', '2'], ['b', '-1'], ['c', '1e3']]) // prettier-ignore
  expect(form.ids('a')).toEqual([1, 2])
  expect(() => form.text('a')).toThrow('twice')
  expect(() => form.ids('b')).toThrow('id')
  expect(() => form.ids('c')).toThrow('id')
  expect([form.text('d'), form.ids('d'), form.has('d')]).toEqual(['', [], false])
})

import { expect, test } from 'vitest'
import { MOST_AT_ONCE } from './few-at-once.ts'
import { MOST_WRONG } from './guesses.ts'
import { openScriptedRoom } from './test-room.ts'

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

test('a stranger is sent to the door, and is told nothing of any console', async () => {
  const { http, join } = openScriptedRoom()
  await join()
  const page = await http.get('/plays').set(BROWSER).expect(303)
  expect(page.headers['location']).toBe('/join')
  for (const asked of [
    http.get('/api/plays'),
    http.post('/api/plays').send({ scenario: 1 }),
    http.get('/api/events'),
  ]) {
    const { body } = await asked.expect(401)
    expect(body.type).toContain('login-required')
  }
})

test('who knows the code gets a session that no script and no other page can use, and a console', async () => {
  const { http, room } = openScriptedRoom()
  const form = new URLSearchParams({ name: 'Ada', code: room.look().code.toLowerCase().replace('-', ' ') })
  const answer = await http
    .post('/join')
    .set({ ...BROWSER, ...FORM })
    .send(String(form))
    .expect(303)
  expect(answer.headers['location']).toBe('/workshop')
  const [line = ''] = [answer.headers['set-cookie']].flat()
  expect(line).toMatch(/^workshop-person-4040=[\w-]{22}; Path=\/; HttpOnly; SameSite=Strict$/)
  const cookie = line.split(';', 1)[0] ?? ''
  expect(
    JSON.parse(
      (
        await http
          .get('/keys')
          .set({ cookie, ...BROWSER })
          .expect(200)
      ).text,
    ),
  ).toEqual({ console: 1, method: 'GET', url: '/keys' })
  expect((await http.get('/join').set({ cookie, ...BROWSER })).text).toContain('You are in')
})

test('a wrong code lets nobody in, and after some even the right one has to wait', async () => {
  const { http, room, clock } = openScriptedRoom()
  const { code } = room.look()
  const tryCode = (given: string) =>
    http
      .post('/join')
      .set({ ...BROWSER, ...FORM })
      .send(String(new URLSearchParams({ name: '<b>Ada</b>', code: given })))
  const first = await tryCode('AAAA-AAAA').expect(403)
  expect(first.text).toContain('This is not the room code')
  expect(first.text).toContain('value="&lt;b>Ada&lt;/b>"')
  expect(first.headers['set-cookie']).toBeUndefined()
  for (let at = 1; at < MOST_WRONG; at++) await tryCode(code.slice(0, at % 8)).expect(403)
  await tryCode(code).expect(429)
  clock.advance({ minutes: 1 })
  await tryCode(code).expect(303)
  expect(room.people.list()).toHaveLength(1)
})

test('wrong codes keep no facilitator out, and wrong tokens nobody who has the code', async () => {
  const { http, room, token } = openScriptedRoom()
  const { code } = room.look()
  for (let at = 0; at < MOST_WRONG; at++) await http.post('/join').send({ name: 'Eve', code: 'AAAA-AAAA' }).expect(403)
  await http.post('/facilitator').send({ token }).expect(200)
  const other = openScriptedRoom()
  for (let at = 0; at < MOST_WRONG; at++) await other.http.post('/facilitator').send({ token: 'wrong' })
  await other.http.post('/facilitator').send({ token: other.token }).expect(429)
  await other.http.post('/join').send({ name: 'Ada', code: other.room.look().code }).expect(201)
  expect(code).not.toBe('AAAA-AAAA')
})

test('a browser that has joined stays the same person', async () => {
  const { http, room, join } = openScriptedRoom()
  const { id, cookie } = await join('Ada')
  const again = await http.post('/join').set({ cookie }).send({ name: 'Bob', code: 'whatever' }).expect(201)
  expect(again.body).toMatchObject({ id, name: 'Ada' })
  expect(room.people.list()).toHaveLength(1)
})

test('there are so many seats, and no more, however many ask at once', async () => {
  const { http, room, join } = openScriptedRoom({ WORKSHOP_SEATS: '3' })
  const { code } = room.look()
  const all = await Promise.all(Array.from({ length: 30 }, () => http.post('/join').send({ name: 'Ada', code })))
  expect(all.filter(({ status }) => status === 201)).toHaveLength(3)
  expect(all.filter(({ status }) => status === 409)).toHaveLength(27)
  expect(room.look().people.map(({ name }) => name)).toEqual(['Ada', 'Ada (2)', 'Ada (3)'])
  await expect(join()).rejects.toThrow(/409/)
})

test.each([['x'.repeat(41)], ['x'.repeat(3000)], ['\u202Eada'], ['']])('%j is no name', async (name) => {
  const { http, room } = openScriptedRoom()
  await http.post('/join').send({ name, code: room.look().code }).expect(400)
  expect(room.people.list()).toEqual([])
})

test('each reaches the own console, and nobody that of another', async () => {
  const { http, join } = openScriptedRoom()
  const [ada, bob] = [await join(), await join()]
  const ask = async (cookie: string) => {
    const { status, text } = await http.get('/api/plays').set(cookie === '' ? {} : { cookie })
    return status === 200 ? JSON.parse(text).console : status
  }
  await http
    .get('/')
    .set({ cookie: ada.cookie, ...BROWSER })
    .expect(200)
  await http
    .get('/')
    .set({ cookie: bob.cookie, ...BROWSER })
    .expect(200)
  expect([await ask(ada.cookie), await ask(bob.cookie)]).toEqual([1, 2])
  expect(await ask(`other=1; ${bob.cookie}; more=2`)).toBe(2)
  expect(await ask(`${ada.cookie}; ${bob.cookie}`)).toBe(401)
  expect(await ask(`${ada.cookie.slice(0, -1)}~`)).toBe(401)
  expect(await ask(ada.cookie.replace('4040', '4041'))).toBe(401)
  expect(await ask(`workshop-person-4040=${ada.id}`)).toBe(401)
})

test('a page of somebody else joins nobody', async () => {
  const { http, room } = openScriptedRoom()
  for (const headers of [{ origin: 'http://evil.test' }, { 'sec-fetch-site': 'cross-site' }, { origin: 'null' }])
    await http.post('/join').set(headers).send({ name: 'Ada', code: room.look().code }).expect(403)
  expect(room.people.list()).toEqual([])
})

test('it is called by addresses of the network, and by no name that somebody else has chosen', async () => {
  const { http } = openScriptedRoom()
  for (const host of ['192.0.2.7:4040', '[2001:db8::7]:4040', 'localhost:4040'])
    await http.get('/healthz').set({ host }).expect(200)
  for (const host of ['evil.test', '192.0.2.7.evil.test:4040']) {
    await http.get('/join').set({ host }).expect(403)
    await http.get('/').set({ host }).expect(403)
  }
  const named = openScriptedRoom({ ALLOWED_HOSTS: 'laptop.local' })
  await named.http.get('/join').set({ host: 'laptop.local:4040' }).expect(200)
})

test('who does nothing for half an hour has no sandbox, and gets a new one with the first page', async () => {
  const { http, room, clock, closed, join } = openScriptedRoom()
  const { id, cookie } = await join()
  await http
    .get('/')
    .set({ cookie, ...BROWSER })
    .expect(200)
  const state = () => room.look().people.map(({ sandbox }) => sandbox)
  for (let minute = 0; minute < 40; minute++) {
    clock.advance({ minutes: 1 })
    if (minute < 20) await http.get('/api/plays').set({ cookie }).expect(200)
    else if (room.people.byId(id).seat.console) await http.get('/api/events').set({ cookie }).expect(200) // an open page is no use
  }
  expect(state()).toEqual(['awake'])
  clock.advance({ minutes: 10 })
  expect(state()).toEqual(['asleep'])
  await http.get('/api/events').set({ cookie, accept: 'text/event-stream' }).expect(409)
  await http.post('/api/plays').set({ cookie }).send({}).expect(409)
  expect([state(), closed]).toEqual([['asleep'], [1]])
  expect(
    JSON.parse(
      (
        await http
          .get('/')
          .set({ cookie, ...BROWSER })
          .expect(200)
      ).text,
    ).console,
  ).toBe(2)
  expect(room.people.byId(id).name).toBe('Person 1')
})

test('who asks for much while the own sandbox is being made takes no place from others', async () => {
  const opening = Promise.withResolvers<void>()
  const { http, room, join } = openScriptedRoom({}, opening.promise)
  const { cookie } = await join()
  const pages = Array.from({ length: MOST_AT_ONCE + 4 }, () => http.get('/').set({ cookie, ...BROWSER }).then(({ status }) => status)) // prettier-ignore
  expect(await Promise.any(pages)).toBe(503)
  await http.get('/join').expect(200)
  opening.resolve()
  const all = await Promise.all(pages)
  expect([all.filter((status) => status === 200).length, all.filter((status) => status === 503).length]).toEqual([
    MOST_AT_ONCE,
    4,
  ])
  expect(room.look().people).toMatchObject([{ sandbox: 'awake' }])
})

import { expect, test } from 'vitest'
import { MOST_WRONG } from './guesses.ts'
import { openScriptedRoom } from './test-room.ts'

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const CHANGES = ['unlock', 'reset', 'remove', 'remove-unseen', 'code']

test('whoever is not the facilitator sees and changes nothing of the room', async () => {
  const { http, room, join, lead, token } = openScriptedRoom()
  const { cookie } = await join()
  const { headers } = await lead()
  const before = room.look()
  const ways: [status: number, headers: Record<string, string>][] = [
    [401, {}],
    [401, { cookie }],
    [401, { cookie: headers.cookie.replace('facilitator', 'person') }],
    [401, { authorization: `Bearer ${token}x` }],
    [403, { cookie: headers.cookie, 'x-page-token': 'of-another-start' }],
    [403, { cookie: headers.cookie }],
    [403, { ...headers, origin: 'http://evil.test' }],
  ]
  for (const [status, given] of ways)
    for (const what of CHANGES) await http.post(`/api/room/${what}`).set(given).send({}).expect(status)
  for (const path of ['/api/room', '/api/room/events']) {
    await http.get(path).expect(401)
    await http.get(path).set({ cookie }).expect(401)
    await http
      .get(path)
      .set({ ...headers, origin: 'http://evil.test' })
      .expect(403)
  }
  expect(room.look()).toEqual(before)
})

test('the token lets in, a wrong one does not, and after some even the right one has to wait', async () => {
  const { http, token, clock } = openScriptedRoom()
  const form = (given: string) =>
    http
      .post('/facilitator')
      .set({ ...BROWSER, 'content-type': 'application/x-www-form-urlencoded' })
      .send(`token=${given}`)
  for (let at = 0; at < MOST_WRONG; at++) expect((await form(token.slice(at + 1)).expect(401)).text).toContain('type="password"') // prettier-ignore
  await form(token).expect(429)
  await http
    .get('/api/room')
    .set({ authorization: `Bearer ${token}` })
    .expect(429)
  clock.advance({ minutes: 1 })
  const { headers } = await form(token).expect(303)
  expect(String(headers['set-cookie'])).toMatch(
    /^workshop-facilitator-4040=[\w-]{22}; Path=\/; HttpOnly; SameSite=Strict$/,
  )
})

test('the page shows the code big, and names of people as text', async () => {
  const { http, room, join, lead } = openScriptedRoom()
  await join('<img src=x onerror=alert(1)>')
  const before = await http.get('/facilitator').set(BROWSER).expect(200)
  expect(before.text).toContain('type="password"')
  expect(before.text).not.toContain(room.look().code)
  const { headers } = await lead()
  const { text } = await http
    .get('/facilitator')
    .set({ ...BROWSER, cookie: headers.cookie })
    .expect(200)
  expect(text).toContain(room.look().code)
  expect(text).toContain('&lt;img src=x onerror=alert(1)>')
  expect(text).not.toContain('<img src=x')
})

test('what is told of people lets nobody in as them', async () => {
  const { room, join } = openScriptedRoom()
  const { cookie } = await join()
  expect(JSON.stringify(room.look())).not.toContain(cookie.split('=')[1])
})

test('steps are opened for one, or for all, those among them who come later', async () => {
  const { room, join, lead } = openScriptedRoom()
  const { tell } = await lead()
  await tell('unlock', { step: 'no-such-step' }).expect(404)
  const [ada] = [await join('Ada'), await join('Bob')]
  const [track] = room.look().tracks
  const [, second, third] = track?.steps ?? []
  const stateOf = (name: string, step = second) =>
    room
      .look()
      .people.find((each) => each.name === name)
      ?.tracks[0]?.steps.find(({ id }) => id === step?.id)?.state
  await tell('unlock', { step: second?.id, person: ada.id }).expect(200)
  expect([stateOf('Ada'), stateOf('Bob')]).toEqual(['open', 'locked'])
  await tell('unlock', { step: third?.id }).expect(200)
  await join('Cy')
  expect(['Ada', 'Bob', 'Cy'].map((name) => stateOf(name, third))).toEqual(['open', 'open', 'open'])
  expect(stateOf('Cy')).toBe('locked')
  await tell('unlock', { step: 'no-such-step' }).expect(404)
  await tell('unlock', { step: 'all', person: 'nobody' }).expect(404)
  await join('Di')
})

test('a sandbox is made anew, and progress stays; or the other way round', async () => {
  const { http, room, join, lead, closed } = openScriptedRoom()
  const { id, cookie } = await join()
  await http
    .get('/')
    .set({ cookie, ...BROWSER })
    .expect(200)
  const { tell } = await lead()
  const [step] = room.look().tracks[0]?.steps ?? []
  room.people.byId(id).workshop.hint(String(step?.id))
  const hints = () => room.look().people[0]?.tracks[0]?.steps[0]?.hintsShown
  await tell('reset', { person: id, what: 'sandbox' }).expect(200)
  expect([closed, hints()]).toEqual([[1], 1])
  expect(JSON.parse((await http.get('/').set({ cookie, ...BROWSER })).text).console).toBe(2)
  await tell('reset', { person: id, what: 'progress' }).expect(200)
  expect([closed, hints()]).toEqual([[1], 0])
})

test('who is removed is out at once, and another code keeps out who knows the old one', async () => {
  const { http, room, join, lead, closed } = openScriptedRoom()
  const { id, cookie } = await join()
  await http
    .get('/')
    .set({ cookie, ...BROWSER })
    .expect(200)
  const { code } = room.look()
  const { tell } = await lead()
  await tell('remove', { person: id }).expect(200)
  const { body: refused } = await http.get('/api/plays').set({ cookie }).expect(401)
  expect(refused.detail).toContain('The facilitator has taken you out')
  expect((await http.get('/join').set({ cookie })).text).toContain('The facilitator has taken you out')
  expect((await http.get('/join')).text).not.toContain('taken you out')
  expect([room.look().people, closed]).toEqual([[], [1]])
  const { body } = await tell('code', {}).expect(200)
  expect(body.code).not.toBe(code)
  await http.post('/join').send({ name: 'Ada', code }).expect(403)
})

test('a program leads with the token itself', async () => {
  const { http, room, join, token } = openScriptedRoom()
  const { id } = await join()
  const authorization = `Bearer ${token}`
  expect((await http.get('/api/room').set({ authorization }).expect(200)).body.code).toBe(room.look().code)
  await http.post('/api/room/remove').set({ authorization }).send({ person: id }).expect(200)
  expect(room.people.list()).toEqual([])
})

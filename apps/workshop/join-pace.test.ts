import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createJoinPace, MOST_JOINS } from './join-pace.ts'
import { openScriptedRoom } from './test-room.ts'

const REFUSED = expect.objectContaining({ type: 'too-many-requests' })

test.each([
  ['192.0.2.7', '::ffff:192.0.2.7', '192.0.2.8'],
  ['2001:db8::1', '2001:db8::2', '2001:db8:1::1'],
])('from %s a few join at once, and the next ones a little later', (one, same, other) => {
  const clock = manualClock('2026-02-03T10:00:00.000Z')
  const pace = createJoinPace(clock)
  for (let at = 0; at < MOST_JOINS; at++) pace.mayJoin(one)
  expect(() => pace.mayJoin(same)).toThrow(REFUSED)
  pace.mayJoin(other)
  clock.advance({ seconds: 9 })
  expect(() => pace.mayJoin(one)).toThrow(REFUSED)
  clock.advance({ seconds: 1 })
  pace.mayJoin(same)
})

test('those whom a proxy on this machine brings are not told apart', () => {
  const pace = createJoinPace(manualClock('2026-02-03T10:00:00.000Z'))
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', undefined])
    for (let at = 0; at < 40; at++) pace.mayJoin(address)
})

test('who is too fast takes no seat; a name that is none, or a full room, counts for nothing', async () => {
  const { room } = openScriptedRoom({ WORKSHOP_SEATS: '4' })
  const { code } = room.look()
  const join = (address: string, name = 'Ada') => room.join(name, code, address)
  for (let at = 0; at < 10; at++) expect(() => join('192.0.2.7', '')).toThrow(/Choose a name/)
  for (let at = 0; at < MOST_JOINS; at++) join('192.0.2.7')
  expect(() => join('192.0.2.7')).toThrow(REFUSED)
  expect(room.people.list()).toHaveLength(MOST_JOINS)
  join('192.0.2.8')
  expect(() => join('192.0.2.9')).toThrow(/seats of this room are taken/)
})

test('who is too fast waits in a queue: the page has what was typed, and asks again when it is told to', async () => {
  const { room, http } = openScriptedRoom()
  const { code } = room.look()
  const join = room.join.bind(room)
  room.join = (name, given) => join(name, given, '192.0.2.7') // a test comes by this machine, and is not counted
  const ask = (name: string, given = code) =>
    http.post('/join').set({ accept: 'text/html' }).type('form').send({ name, code: given })
  for (let at = 0; at < MOST_JOINS; at++) await ask('Ada').expect(303)
  const { text, headers } = await ask('Zoë <b>').expect(429)
  expect(headers['retry-after']).toBe('10')
  expect(text).toContain('You are in the queue')
  expect(text).toContain('data-seconds="10"')
  expect(text).toContain('name="name" value="Zoë &lt;b>"')
  expect(text).toContain(`name="code" value="${code}"`)
  expect(text).toMatch(/src="[^"]*join-queue/)
  const { text: wrong } = await ask('Eve', 'AAAA-AAAA').expect(403)
  expect(wrong).not.toContain('You are in the queue')
})

test('the facilitator takes out at once whoever has joined, done nothing for a minute, and has no page open', async () => {
  const { room, http, join, lead, clock, listener } = openScriptedRoom()
  const { tell } = await lead()
  const { cookie } = await join('Ada')
  await http.get('/').set({ cookie, accept: 'text/html' }).expect(200)
  await http.post('/api/plays').set({ cookie }).expect(200)
  const reader = await join('Reader')
  await http.get('/').set({ cookie: reader.cookie, accept: 'text/html' }).expect(200)
  const stream = Object.assign(new EventEmitter(), { end() {} })
  const head = { headers: { cookie: reader.cookie }, rawHeaders: ['cookie', reader.cookie] }
  const asked = { method: 'GET', url: '/api/events', ...head }
  listener(asked as unknown as IncomingMessage, stream as unknown as ServerResponse) // as much of them as is looked at
  await join('Nobody')
  const looker = await join('Looker')
  await http.get('/').set({ cookie: looker.cookie, accept: 'text/html' }).expect(200)
  await http.get('/nothing').set({ cookie: looker.cookie })
  clock.advance({ seconds: 61 })
  await join('Bob')
  const names = () => room.people.list().map(({ name }) => name)
  await tell('remove-unseen', {}).expect(200)
  expect(names()).toEqual(['Ada', 'Reader', 'Bob'])
  stream.emit('close')
  await tell('remove-unseen', {}).expect(200)
  expect(names()).toEqual(['Ada', 'Bob'])
})

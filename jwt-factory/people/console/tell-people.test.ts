import { expect, test } from 'vitest'
import { openAdmins } from '../admin/admin.fixture.ts'
import { changeOf } from '../admin/admin-change.ts'
import { addEntry } from '../directory/changes.ts'
import { smallUser, STRICT_RULES } from '../directory/small-directory.fixture.ts'
import { openTestPeople } from '../people.fixture.ts'
import { tellPeople } from './tell-people.ts'
import request from '../../../tests/support/request.ts'

const tells = ({ claims }: { claims: object }) => ({ ...claims, iss: 'here' })

async function openTold() {
  const admins = await openAdmins()
  const { config } = await openTestPeople()
  return { ...admins, tell: () => tellPeople({ ...admins, config, tells, ring: () => [{ kid: 'one', algorithm: 'ES256', state: 'active', since: 0 }] }) } // prettier-ignore
}

test('watchers see what tokens say, and nothing of passwords', async () => {
  const { tell, clock } = await openTold()
  const told = await tell()
  expect(told.people.find(({ username }) => username === 'member')).toEqual({
    username: 'member',
    called: 'A B',
    groups: ['Crew'],
    claims: { log: 'w', iss: 'here' },
  })
  expect(told).toMatchObject({ now: clock.now(), dialect: 'strict', count: told.people.length })
  expect(told.line.keys.map(({ kid }) => kid)).toEqual([undefined, 'one'])
  expect(JSON.stringify(told)).not.toMatch(/hash|salt/i)
})

test('what was last stands first, whatever share of the audit log it is in', async () => {
  const { tell, administration, audit, as, idOf, clock } = await openTold()
  await administration.change(as('U'), changeOf('users', idOf('member'), { firstName: 'C' }))
  clock.advance({ seconds: 1 })
  await administration.read(as('u'), 'read-claims').catch(() => {})
  clock.advance({ seconds: 1 })
  await audit.note('failures', { what: 'login', reason: 'wrong-credentials', from: '::1', on: { kind: 'user', id: 1, name: 'member' } }) // prettier-ignore
  clock.advance({ seconds: 1 })
  await audit.note('logins', { what: 'login', who: { kind: 'user', id: 1, name: 'member' } })
  const { last } = await tell()
  expect(last.map(({ what, isRefused, who, on }) => [what, isRefused, who, on])).toEqual([
    ['login', false, 'member', undefined],
    ['login', true, 'member', 'member'],
    ['read-claims', true, 'user-2', undefined],
    ['change-user', false, 'user-3', 'member'],
  ])
})

test('of many people the first are told, and how many there are', async () => {
  const { tell, directory } = await openTold()
  await directory.change(
    (document) =>
    Array.from({ length: 60 }, (_, at) => `more-${at}`).reduce((before, name) => addEntry(before, 'users', smallUser(name), STRICT_RULES).document, document), // prettier-ignore
  )
  const { people, count } = await tell()
  expect([people.length, count > 60]).toEqual([50, true])
})

test('programs of this machine are told, where there is a control plane, and no page of others', async () => {
  const { app } = await openTestPeople({ hasControl: true })
  const ask = (headers: Record<string, string> = {}) => request(app).get('/admin/told').set({ host: 'localhost', ...headers }) // prettier-ignore
  const { body } = await ask().expect(200)
  expect(body).toMatchObject({
    dialect: 'strict',
    count: 2,
    people: [{ username: 'tester', claims: { test: 'acc' } }, {}],
  })
  expect(JSON.stringify(body)).not.toMatch(/hash|salt|password/i)
  expect(body.last).toEqual([expect.objectContaining({ what: 'load-file', who: 'a file, at the start' })])
  await ask({ origin: 'http://localhost' }).expect(403)
  await ask({ 'sec-fetch-site': 'cross-site' }).expect(403)
  await ask({ 'x-forwarded-for': '192.0.2.1' }).expect(403)
  await request((await openTestPeople()).app)
    .get('/admin/told')
    .expect(404)
})

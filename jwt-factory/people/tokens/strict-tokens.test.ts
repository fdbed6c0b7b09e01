import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { parseStrictJson } from '#core/token/strict-json'
import { believed, openTokens, payloadText, PEOPLE_NOW, STEPHEN } from './tokens.fixture.ts'

const open = () => openTokens({ renewals: 0 })

test('a token says who it is about, has an id of its own, and all its members once', async () => {
  const { strict } = open()
  const odd = {
    ...STEPHEN,
    claims: { ...STEPHEN.claims, exp: 'S', iss: 'evil', sub: 'admin', aud: 'all', cnf: 'none', u: 'root' },
  }
  const [one, other] = [await strict.login(odd, {}), await strict.login(odd, {})]
  const claims = parseStrictJson(Buffer.from(payloadText(one)))
  expect(claims).toMatchObject({
    iss: 'stk',
    sub: 'stoke',
    iat: PEOPLE_NOW,
    exp: PEOPLE_NOW + 1800,
    stk: 'S',
    u: 'stoke',
  })
  for (const name of ['aud', 'cnf', 'nbf']) expect(claims).not.toHaveProperty(name)
  expect(believed(one).claims['jti']).not.toBe(believed(other).claims['jti'])
})

const subjectOf = async (changes: Parameters<typeof openTokens>[0]) =>
  believed(await openTokens(changes).strict.login(STEPHEN, {})).claims['sub']

test('whom a token is about is what is set for all, or a part of the person, or else their name', async () => {
  expect(await subjectOf({ subject: 'all' })).toBe('all')
  expect(await subjectOf({ userInfo: { email: 'sub' } })).toBe(STEPHEN.email)
  expect(await subjectOf({})).toBe(STEPHEN.username)
})

test('no token lives longer than its key', async () => {
  const { strict, world, clock } = open()
  world.end = clock.now() + 600_000
  const issued = await strict.login(STEPHEN, {})
  expect(believed(issued).claims['exp']).toBe(PEOPLE_NOW + 600)
  clock.advance({ minutes: 5 })
  const renewed = await strict.renew(believed(issued), issued.refresh)
  expect(believed(renewed).claims['exp']).toBe(PEOPLE_NOW + 600)
  world.end = clock.now()
  await expect(strict.login(STEPHEN, {})).rejects.toThrow('at its end')
  await expect(strict.renew(believed(renewed), renewed.refresh)).rejects.toThrow('at its end')
  world.end = Infinity
  await strict.renew(believed(renewed), renewed.refresh) // it was not used up
})

test('a renewal counts from now, and reads the groups anew', async () => {
  const { strict, world, clock } = open()
  const issued = await strict.login(STEPHEN, { filter: ['log', 'stk'] })
  world.people.set(STEPHEN.id, { ...STEPHEN, claims: { log: 'r', more: 'x' } })
  clock.advance({ minutes: 10 })
  const { claims } = believed(await strict.renew(believed(issued), issued.refresh))
  expect(claims).toMatchObject({ log: 'r', exp: PEOPLE_NOW + 600 + 1800 })
  expect(claims).not.toHaveProperty('stk')
  expect(claims).not.toHaveProperty('more')
})

test('a refresh value is used once; when it comes again, all that came of that login is over, and its tokens are named', async () => {
  const { strict } = open()
  const stolen = await strict.login(STEPHEN, {})
  const elsewhere = await strict.login(STEPHEN, {})
  const thief = await strict.renew(believed(stolen), stolen.refresh)
  const tokens = [thief, stolen].map((each) => ({ tokenId: believed(each).claims['jti'], exp: PEOPLE_NOW + 1800 }))
  await expect(strict.renew(believed(stolen), stolen.refresh)).rejects.toMatchObject({ reason: 'used-refresh', revoke: tokens }) // prettier-ignore
  await expect(strict.renew(believed(thief), thief.refresh)).rejects.toMatchObject({ reason: 'revoked-login', revoke: [] }) // prettier-ignore
  await expect(strict.renew(believed(stolen), stolen.refresh)).rejects.toMatchObject({ reason: 'revoked-login' })
  await strict.renew(believed(elsewhere), elsewhere.refresh)
})

test('of many who use a value at once, nobody keeps anything: it is in more than one hand', async () => {
  const { strict } = open()
  const issued = await strict.login(STEPHEN, {})
  const all = await Promise.allSettled(Array.from({ length: 5 }, () => strict.renew(believed(issued), issued.refresh)))
  expect(all.filter(({ status }) => status === 'fulfilled').length).toBeLessThan(2)
  for (const each of all)
    if (each.status === 'fulfilled')
      await expect(strict.renew(believed(each.value), each.value.refresh)).rejects.toMatchObject({ reason: 'revoked-login' }) // prettier-ignore
})

test('what is no value of ours, or that of another token, ends nothing', async () => {
  const { strict, clock } = open()
  const [mine, other] = [await strict.login(STEPHEN, {}), await strict.login({ ...STEPHEN, id: 8 }, {})]
  for (const value of [other.refresh, '', 'A'.repeat(43), mine.refresh.slice(1)])
    await expect(strict.renew(believed(mine), value)).rejects.toMatchObject({ reason: 'unknown-refresh' })
  await expect(strict.renew({ text: mine.token, claims: {} }, mine.refresh)).rejects.toMatchObject({ reason: 'unknown-refresh' }) // prettier-ignore
  const renewed = await strict.renew(believed(mine), mine.refresh)
  clock.advance({ minutes: 31 })
  await expect(strict.renew(believed(renewed), renewed.refresh)).rejects.toMatchObject({ reason: 'unknown-refresh' })
})

test('a limit counts the renewals of one login', async () => {
  const { strict } = openTokens({ renewals: 2 })
  let last = await strict.login(STEPHEN, {})
  for (let times = 0; times < 2; times++) last = await strict.renew(believed(last), last.refresh)
  for (let times = 0; times < 2; times++)
    await expect(strict.renew(believed(last), last.refresh)).rejects.toMatchObject({ reason: 'no-renewal-left' })
})

test('whoever renews without end fills no store: of one login so many tokens live, and all of them are known', async () => {
  const { strict, clock } = open()
  const first = await strict.login(STEPHEN, {})
  clock.advance({ minutes: 10 })
  let last = first
  for (let times = 0; times < 31; times++) last = await strict.renew(believed(last), last.refresh)
  const again = () => strict.renew(believed(last), last.refresh)
  for (let times = 0; times < 2; times++) await expect(again()).rejects.toMatchObject({ reason: 'too-many-renewals', revoke: [] }) // prettier-ignore
  clock.advance({ minutes: 20 })
  await again() // the first has ended, and nothing was used up
  const { tokenId, revoke } = await again().then(
    () => Promise.reject(new Error('a value was used twice')),
    ({ revoke }) => ({ tokenId: believed(last).claims['jti'], revoke }),
  )
  expect(revoke).toHaveLength(32)
  expect(revoke).toContainEqual({ tokenId, exp: PEOPLE_NOW + 600 + 1800 })
})

test.each([
  ['has gone', undefined, 'changed-person'],
  ['has another password', { ...STEPHEN, passwordHash: 'other' }, 'changed-person'],
  ['has another salt', { ...STEPHEN, salt: 'other' }, 'changed-person'],
  ['has left the group that the login requires', { ...STEPHEN, claims: { log: 'r' } }, 'claims-missing'],
])('a person who %s gets no token any more, and would not when it is as before', async (_name, person, reason) => {
  const { strict, world } = open()
  const issued = await strict.login(STEPHEN, { required: [{ stk: 'S' }] })
  if (person) world.people.set(STEPHEN.id, person)
  else world.people.delete(STEPHEN.id)
  await expect(strict.renew(believed(issued), issued.refresh)).rejects.toMatchObject({ reason })
  world.people.set(STEPHEN.id, STEPHEN)
  await expect(strict.renew(believed(issued), issued.refresh)).rejects.toMatchObject({ reason: 'revoked-login' })
})

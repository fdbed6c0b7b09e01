import { expect, test } from 'vitest'
import { StoreUnavailable } from '#core/store/store'
import { SEED_CONFIG } from '../../people.fixture.ts'
import { idOf, openAdminPeople } from './admin-routes.fixture.ts'

const [crew, member] = [idOf('crew'), idOf('member')]

/** Two factories with keys of their own and one store, so one directory. */
async function openTwo() {
  const one = await openAdminPeople()
  return { one, other: await openAdminPeople({ store: one.store }) }
}

test('two factories on one store change it at once: each change is there, once, and each is in the log of both', async () => {
  const { one, other } = await openTwo()
  const names = Array.from({ length: 16 }, (_, at) => `Group x${at}`)
  const answers = await Promise.all(names.map((name, at) => (at % 2 ? one : other).as('S', 'post', '/admin/claim-groups', { name })))
  expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200))
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(names.length)
  for (const { as } of [one, other]) {
    const { body } = await as('s', 'get', '/admin/audit?itemsPerPage=255')
    expect(body.map(({ on }: { on: { id: number } }) => on.id).sort()).toEqual(answers.map(({ body: { id } }) => id).sort())
  }
}) // prettier-ignore

test('of many who take one name at once, one gets it, and the others hear that it is taken', async () => {
  const { one, other } = await openTwo()
  const tries = Array.from({ length: 8 }, (_, at) => (at % 2 ? one : other).as('S', 'post', '/admin/claim-groups', { name: 'Wanted' })) // prettier-ignore
  const statuses = (await Promise.all(tries)).map(({ status }) => status).sort()
  expect(statuses).toEqual([200, ...Array.from({ length: 7 }, () => 409)])
})

test('the audit log tells of changes, refusals, logins and renewals, and of nobody who is not there', async () => {
  const { as, login, renew } = await openAdminPeople()
  const { body: tokens } = await login({ username: 'member', password: 'right' })
  await renew(tokens).expect(200)
  await renew(tokens).expect(401)
  await login({ username: 'member', password: 'hunter2' }).expect(401)
  await login({ username: 'my-password-by-mistake', password: 'hunter2' }).expect(401)
  await renew({ ...tokens, token: 'a.b.c' }).expect(401)
  await as('U', 'patch', `/admin/claim-groups/${crew}`, { name: 'Mine' })
  await as('U', 'patch', `/admin/users/${member}`, { fname: 'New' })
  const share = async (name: string) => (await as('S', 'get', `/admin/audit?share=${name}`)).body
  const mine = { kind: 'user', id: member, name: 'member' }
  expect(await share('renewals')).toMatchObject([{ what: 'renewal', who: mine }])
  expect(await share('logins')).toContainEqual(expect.objectContaining({ what: 'login', who: mine }))
  expect(await share('failures')).toMatchObject([
    { what: 'login', on: mine, reason: 'wrong-credentials' },
    { what: 'renewal', on: mine, reason: 'used-refresh' },
  ])
  expect(await share('strangers')).toMatchObject([
    { what: 'renewal', reason: expect.any(String) },
    { what: 'login', reason: 'wrong-credentials' },
  ])
  expect(await share('refusals')).toMatchObject([{ what: 'change-group', reason: 'no-letter', on: { name: 'Crew' } }])
  expect(await share('changes')).toMatchObject([
    { what: 'change-user', on: mine, differences: [{ before: { firstName: 'A' }, after: { firstName: 'New' } }] },
  ])
  const all = JSON.stringify(await Promise.all(['failures', 'strangers', 'logins'].map(share)))
  expect(all).not.toMatch(/hunter2|my-password/)
  expect((await as('S', 'get', '/admin/audit?share=all')).status).toBe(400)
})

test('whoever waits for an answer of a login has its entry: it is there before the answer', async () => {
  const { as, login } = await openAdminPeople()
  for (let at = 0; at < 5; at++) await login({ username: 'member', password: 'right' }).expect(200)
  const { body } = await as('S', 'get', '/admin/audit?share=logins')
  expect(body.filter(({ who }: { who: { id: number } }) => who.id === member)).toHaveLength(5)
})

const peopleWith = (policy: string) =>
  openAdminPeople({ config: `${SEED_CONFIG}users: {policy_config: {${policy}}}\n` })

test('what the configuration protects is refused over the wire as well, and where nothing may be changed, nothing is', async () => {
  const cases: [string, 'patch' | 'delete', string, object | undefined, number][] = [
    ['read_only_mode: true', 'patch', `/admin/users/${member}`, { fname: 'X' }, 403],
    ['protected_users: [member]', 'delete', `/admin/users/${member}`, undefined, 403],
    ['protected_groups: [Crew]', 'patch', `/admin/claim-groups/${crew}`, { name: 'X' }, 403],
    ['protected_claims: [log]', 'patch', `/admin/claim-groups/${crew}/claims`, [], 403],
    ['protected_groups: [Crew], allow_superuser_override: true', 'patch', `/admin/claim-groups/${crew}`, { name: 'X' }, 200],
    ['protected_users: [member], allow_superuser_override: true', 'delete', `/admin/users/${member}`, undefined, 403],
  ]
  for (const [policy, method, path, body, status] of cases) {
    const { as } = await peopleWith(policy)
    expect([policy, (await as('S', method, path, body)).status]).toEqual([policy, status])
    expect((await as('S', 'get', '/admin/users')).status).toBe(200)
  }
}) // prettier-ignore

test('while the store is away, nobody is told anything, in the shape that the others have as well', async () => {
  const { as, store, tokenOf } = await openAdminPeople()
  await tokenOf('S')
  store.get = () => Promise.reject(new StoreUnavailable('it is away'))
  for (const [method, path] of [
    ['get', '/admin/users'],
    ['delete', `/admin/users/${member}`],
    ['get', '/capabilities'],
  ] as const) {
    const { status, body, headers } = await as('S', method, path)
    expect([status, body.code, body.reason, headers['retry-after']]).toEqual([503, 503, 'cannot-decide', '2'])
  }
})

test('a change whose entry cannot be kept is not made', async () => {
  const { as, store, tokenOf, directory } = await openAdminPeople()
  await tokenOf('S')
  await as('S', 'patch', `/admin/users/${member}`, { fname: 'One' })
  store.add = () => Promise.reject(new StoreUnavailable('it is full'))
  expect((await as('S', 'patch', `/admin/users/${member}`, { fname: 'Two' })).status).toBe(503)
  expect((await directory.read()).users.find(({ id }) => id === member)?.firstName).toBe('One')
})

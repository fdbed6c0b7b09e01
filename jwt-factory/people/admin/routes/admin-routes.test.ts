import { describe, expect, test } from 'vitest'
import { halfOfToken } from '../../people.fixture.ts'
import { idOf, openAdminPeople } from './admin-routes.fixture.ts'
import request from '../../../../tests/support/request.ts'

const [crew, link, write, member] = [idOf('crew'), idOf('link'), idOf('write'), idOf('member')]

test('what is there is shown in the shapes of Stoke, and never with a hash or a salt', async () => {
  const { as } = await openAdminPeople()
  const shapes: [string, object][] = [
    [`/admin/claims/${write}`, { id: write, name: 'Log writer', short_name: 'log', value: 'w', description: '' }],
    [`/admin/claim-groups/${crew}`, { id: crew, name: 'Crew', description: '' }],
    [`/admin/group-links/${link}`, { id: link, type: 'LDAP', resource_spec: 'crew' }],
    [
      `/admin/users/${member}`,
      {
        id: member,
        fname: 'A',
        lname: 'B',
        source: 'LOCAL',
        email: 'member@people.test',
        username: 'member',
        created_at: '1970-01-01T00:00:00.000Z',
      },
    ],
    ['/admin/totals', { users: 11, claims: 10, claim_groups: 10 }],
    ['/capabilities', { capabilities: ['admin', 'monitoring'] }],
  ]
  for (const [path, shape] of shapes) expect((await as('S', 'get', path)).body).toEqual(shape)
  for (const path of ['/admin/users', `/admin/claim-groups/${crew}/users`, '/admin/users?itemsPerPage=255'])
    expect(JSON.stringify((await as('S', 'get', path)).body)).not.toMatch(/hash|salt|password/i)
})

test('a claim is made, given to a group, and the next token has it; each list takes the place of the whole list', async () => {
  const { as, login } = await openAdminPeople()
  const claim = { name: 'Log reader', short_name: 'log', value: 'r', description: 'reads' }
  const { body: made } = await as('S', 'post', '/admin/claims', { ...claim, claim_groups: [crew] })
  expect(made).toEqual({ id: expect.any(Number), ...claim })
  const tokenSays = async () => {
    const { body } = await login({ username: 'member', password: 'right' }).expect(200)
    return halfOfToken(body.token, 1).log
  }
  expect(await tokenSays()).toBe('w,r')
  const edge = await as('S', 'patch', `/admin/claim-groups/${crew}/claims`, [made.id, made.id])
  expect(edge.body).toEqual([made])
  expect(await tokenSays()).toBe('r')
  await as('S', 'patch', `/admin/users/${member}`, { claim_groups: [] })
  expect(await tokenSays()).toBeUndefined()
  expect((await as('S', 'get', `/admin/claim-groups/${crew}/users`)).body).toEqual([])
  expect((await as('S', 'delete', `/admin/claims/${made.id}`)).status).toBe(204)
  expect((await as('S', 'get', `/admin/claims/${made.id}`)).status).toBe(404)
})

test('groups and links are made with what they lead to', async () => {
  const { as } = await openAdminPeople()
  const { body: group } = await as('S', 'post', '/admin/claim-groups', { name: 'New', users: [member], claims: [write], group_links: [link] }) // prettier-ignore
  const ids = async (path: string) => [(await as('S', 'get', path)).body].flat().map(({ id }: { id: number }) => id)
  expect(await ids(`/admin/claim-groups/${group.id}/users`)).toEqual([member])
  expect(await ids(`/admin/claim-groups/${group.id}/claims`)).toEqual([write])
  expect(await ids(`/admin/group-links/${link}/claim-group`)).toEqual([group.id])
  await as('S', 'patch', `/admin/group-links/${link}/claim-group`, crew)
  expect(await ids(`/admin/claim-groups/${crew}/group-links`)).toEqual([link])
  await as('S', 'patch', `/admin/claim-groups/${crew}/group-links`, [])
  expect(await ids('/admin/group-links')).toEqual([])
  expect(await ids(`/admin/claims/${write}/claim-groups`)).toEqual([crew, group.id])
  expect((await as('S', 'patch', `/admin/claim-groups/${group.id}`, { name: 'Other' })).body).toMatchObject({
    name: 'Other',
  })
})

test('lists come in pages of 30, or as many as are asked for, and 255 at most', async () => {
  const { as, directory } = await openAdminPeople()
  await directory.change((document) => ({
    ...document,
    links: Array.from({ length: 300 }, (_, at) => ({ id: 1000 + at, type: 'LDAP', resource: `g${at}`, group: crew })),
  }))
  const firstAndCount = async (query: string) => {
    const { body } = await as('s', 'get', `/admin/group-links${query}`)
    return [body[0]?.resource_spec, body.length]
  }
  expect(await firstAndCount('')).toEqual(['g0', 30])
  expect(await firstAndCount('?page=2')).toEqual(['g30', 30])
  expect(await firstAndCount('?page=2&itemsPerPage=255')).toEqual(['g255', 45])
  expect(await firstAndCount('?page=999999')).toEqual([undefined, 0])
  for (const query of [
    '?page=0',
    '?page=-1',
    '?page=1e3',
    '?itemsPerPage=256',
    '?itemsPerPage=0',
    '?page=1&page=2',
    '?pages=1',
    '?page=',
  ])
    // prettier-ignore
    expect((await as('s', 'get', `/admin/claim-groups${query}`)).status, query).toBe(400)
})

describe('what is refused, and how', () => {
  test.each<[string, 'get' | 'post' | 'patch' | 'delete', string, object | undefined, number, string]>([
    ['a name that is taken', 'post', '/admin/claim-groups', { name: 'Crew' }, 409, 'taken'],
    ['a claim that is taken', 'post', '/admin/claims', { name: 'X', short_name: 'log', value: 'w' }, 409, 'taken'],
    ['what tokens say by themselves', 'post', '/admin/claims', { name: 'X', short_name: 'exp', value: '1' }, 400, 'reserved'],
    ['what is told of people', 'post', '/admin/claims', { name: 'X', short_name: 'u', value: '1' }, 400, 'reserved'],
    ['a prototype', 'post', '/admin/claims', { name: 'X', short_name: '__proto__', value: '1' }, 400, 'reserved'],
    ['a comma', 'post', '/admin/claims', { name: 'X', short_name: 'stk', value: 'x,S' }, 400, 'comma'],
    ['a group that is not there', 'patch', `/admin/users/${member}`, { claim_groups: [9999] }, 400, 'unknown'],
    ['a claim as a group', 'patch', `/admin/users/${member}/claim-groups`, [write], 400, 'unknown'],
    ['nobody', 'patch', '/admin/users/9999', { fname: 'X' }, 404, 'not-there'],
    ['nothing', 'delete', '/admin/claims/9999', undefined, 404, 'not-there'],
    ['the id of another kind', 'get', `/admin/claims/${crew}`, undefined, 404, 'not-there'],
    ['an edge of nothing', 'get', '/admin/claims/9999/claim-groups', undefined, 404, 'not-there'],
    ['an unknown field', 'patch', `/admin/users/${member}`, { passwordHash: 'x' }, 400, 'invalid-input'],
    ['an id', 'patch', `/admin/users/${member}`, { id: 5 }, 400, 'invalid-input'],
    ['a list that is none', 'patch', `/admin/users/${member}/claim-groups`, { ids: [] }, 400, 'invalid-input'],
    ['ids that are texts', 'patch', `/admin/users/${member}/claim-groups`, ['1'], 400, 'invalid-input'],
    ['ids that are not whole', 'patch', `/admin/users/${member}/claim-groups`, [1.5], 400, 'invalid-input'],
    ['a list without end', 'patch', `/admin/users/${member}/claim-groups`, Array.from({ length: 20_000 }, () => 1), 400, 'invalid-input'],
    ['a link that leads nowhere', 'post', '/admin/group-links', { type: 'LDAP', resource_spec: 'x' }, 400, 'invalid-input'],
    ['another source', 'patch', `/admin/users/${member}`, { source: 'LDAP' }, 400, 'unfit'],
    ['a name that nobody sees', 'patch', `/admin/users/${member}`, { username: 'a\u202eb' }, 400, 'unfit'],
  ])('%s', async (_what, method, path, body, status, reason) => {
    const { as, directory } = await openAdminPeople()
    const before = await directory.read()
    const answer = await as('S', method, path, body)
    expect(answer.body).toEqual({ code: status, status: expect.any(String), errors: expect.any(String), reason })
    expect(answer.status).toBe(status)
    expect(await directory.read()).toEqual(before)
  }) // prettier-ignore

  test('ids in addresses that are none, odd spellings, and bodies in another form', async () => {
    const { as, app, tokenOf } = await openAdminPeople()
    for (const id of ['0', '-1', '1e3', '01', '%31x', '__proto__', 'constructor', '9'.repeat(30), '1.0', '%00', '%ff', '1%2F2']) {
      const { status } = await as('S', 'get', `/admin/users/${id}`)
      expect([id, status]).toEqual([id, 400])
    }
    const authorization = `Bearer ${await tokenOf('S')}`
    const patch = (type: string, body: string) =>
      request(app).patch(`/api/admin/users/${member}`).set({ authorization, 'content-type': type }).send(body)
    const statuses = [
      await patch('text/plain', '{"fname":"X"}'),
      await patch('application/json', '{"fname":"X","fname":"Y"}'),
      await patch('application/json', '{"__proto__":{"fname":"X"}}'),
      await patch('application/json', '['),
      await patch('application/json', '"text"'),
      await patch('application/json', `{"fname":"${'x'.repeat(110_000)}"}`),
    ].map(({ status }) => status)
    expect(statuses).toEqual([415, 400, 400, 400, 400, 413])
  }) // prettier-ignore

  test('private keys can be had nowhere', async () => {
    const { as, app } = await openAdminPeople()
    for (const path of ['/admin/private-keys', '/admin/private-keys/1'])
      expect((await as('S', 'get', path)).status).toBe(404)
    await request(app).get('/api/admin/private-keys').expect(404)
  })
})

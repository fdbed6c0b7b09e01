import { describe, expect, test } from 'vitest'
import { changeEntry } from '../../directory/changes.ts'
import { STRICT_RULES } from '../../directory/small-directory.fixture.ts'
import { passwordMark } from '../../tokens/families.ts'
import { createAccounts } from '../accounts.ts'
import { openAdmins } from '../admin.fixture.ts'
import { idOf, openAdminPeople } from './admin-routes.fixture.ts'

const account = { fname: 'New', lname: 'Person', username: 'new', email: 'new@people.test' }

test('whoever changes users makes one that logs in, and the answer has no hash', async () => {
  const { as, login } = await openAdminPeople()
  const odd = `"'<>&\\ü😀\t${' '.repeat(3)}`
  const { body } = await as('U', 'post', '/admin/localuser', { ...account, password: odd })
  const { fname, lname, ...rest } = account
  expect(body).toEqual({
    id: expect.any(Number),
    fname,
    lname,
    ...rest,
    source: 'LOCAL',
    created_at: expect.any(String),
  })
  await login({ username: 'new', password: odd }).expect(200)
  await login({ username: 'new', password: 'right' }).expect(401)
})

test.each([
  ['a name that is taken', { ...account, username: 'member', password: 'x' }, 'taken'],
  ['an empty password', { ...account, password: '' }, 'unfit'],
  ['no password', account, 'invalid-input'],
  ['groups, which are given in another way', { ...account, password: 'x', claim_groups: [1] }, 'invalid-input'],
])('nobody is made with %s', async (_what, body, reason) => {
  const { as } = await openAdminPeople()
  const answer = await as('S', 'post', '/admin/localuser', body)
  expect([answer.status, answer.body]).toEqual([400, { message: expect.any(String), reason }])
})

const otherPassword = (more: object) => ({ username: 'member', newPassword: 'other', ...more })

describe('a password is changed', () => {
  test('by whose it is, with the old one: letters are not asked for', async () => {
    const { as, login } = await openAdminPeople()
    const wrong = await as('none', 'patch', '/admin/localuser', otherPassword({ oldPassword: 'wrong' }))
    expect([wrong.status, wrong.body.reason]).toEqual([400, 'wrong-password'])
    expect((await as('none', 'patch', '/admin/localuser', otherPassword({ oldPassword: 'right' }))).status).toBe(200)
    await login({ username: 'member', password: 'other' }).expect(200)
    await login({ username: 'member', password: 'right' }).expect(401)
  })

  test.each([
    ['none', { username: 'user-0', oldPassword: 'right' }, 403, 'no-letter'],
    ['none', { username: 'nobody', oldPassword: 'right' }, 403, 'no-letter'],
    ['none', { force: true }, 403, 'no-letter'],
    ['none', { username: 'member@people.test', oldPassword: 'right' }, 403, 'no-letter'],
    ['none', {}, 400, 'invalid-input'],
    ['none', { force: false }, 400, 'invalid-input'],
    ['U', { username: 'nobody', force: true }, 400, 'not-there'],
    ['U', { username: 'user-0', force: true }, 403, 'superuser-only'],
    ['S,u', { username: 'user-0', force: true }, 403, 'superuser-only'],
    ['U', { username: 'user-5', force: true }, 403, 'more-powers'],
    ['S', { username: 'user-0', force: true }, 403, 'own-password'],
    ['U', { newPassword: '', force: true }, 400, 'unfit'],
  ])('by %s with %j: %i %s', async (holder, more, status, reason) => {
    const { as, directory } = await openAdminPeople()
    const before = await directory.read()
    const answer = await as(holder, 'patch', '/admin/localuser', otherPassword(more))
    expect([answer.status, answer.body.reason]).toEqual([status, reason])
    expect(await directory.read()).toEqual(before)
  })

  test('wrong guesses at the old one count as those of a login, however the name is written', async () => {
    const { administration, directory, member, clock } = await openAdmins()
    const id = member.person
    await directory.change((document) => changeEntry(document, 'users', id, { username: 'Mem Ber' }, STRICT_RULES))
    const wrong: string[] = []
    const guesses = { isFull: () => wrong.length > 0, wrong: async (name: string) => void wrong.push(name) }
    const passwords = { check: async () => false, make: () => expect.fail(), waiting: () => 0 }
    const { setPassword } = createAccounts({ administration, directory, passwords, guesses, now: clock.now })
    const guess = () => setPassword(member, { id, newPassword: 'other', oldPassword: 'guess' })
    await expect(guess()).rejects.toMatchObject({ reason: 'wrong-password' })
    await expect(guess()).rejects.toMatchObject({ reason: 'too-many-guesses' })
    expect(wrong).toEqual(['mem ber'])
  })

  test('a hash is made only for whoever may change it', async () => {
    const { as, hashes } = await openAdminPeople()
    const before = hashes.made
    await as('none', 'patch', '/admin/localuser', otherPassword({ username: 'user-0', oldPassword: 'x' }))
    await as('c', 'post', '/admin/localuser', { ...account, password: 'x' })
    expect(hashes.made).toBe(before)
  })
})

test('whoever gets another password, or is removed, renews no login of before, and administers nothing', async () => {
  const { as, login, renew, directory } = await openAdminPeople()
  const { body: first } = await login({ username: 'member', password: 'right' })
  const { body: others } = await login({ username: 'user-1', password: 'right' })
  const marks = async () => (await directory.read()).users.map((user) => passwordMark(user))
  const before = await marks()
  await as('S', 'patch', '/admin/localuser', { username: 'member', newPassword: 'other', force: true })
  expect((await marks()).filter((mark) => !before.includes(mark))).toHaveLength(1)
  expect((await renew(first).expect(401)).body).toMatchObject({ reason: 'changed-person' })
  await renew(others).expect(200)
  await login({ username: 'member', password: 'other' }).expect(200)
  await as('G', 'get', '/admin/claim-groups')
  await as('S', 'delete', `/admin/users/${idOf('user-G')}`)
  const { status, body } = await as('G', 'get', '/admin/claim-groups')
  expect([status, body.reason]).toEqual([401, 'changed-person'])
})

import { expect, test } from 'vitest'
import { SEED_CONFIG } from '../../people.fixture.ts'
import { HOLDERS, idOf, openAdminPeople } from './admin-routes.fixture.ts'

/** The table of A.6, each row with all that can be called by it, and who may beside `S`. */
interface MatrixRow {
  action: string
  letters: string
  calls: [method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: object | number][]
}

const [crew, link, write, member] = [idOf('crew'), idOf('link'), idOf('write'), idOf('member')]

const MATRIX: MatrixRow[] = [
  {
    action: 'read groups, links and their edges',
    letters: 'sgGU',
    calls: [
      ['get', '/admin/claim-groups'],
      ['get', `/admin/claim-groups/${crew}`],
      ['get', `/admin/claim-groups/${crew}/claims`],
      ['get', `/admin/claim-groups/${crew}/users`],
      ['get', `/admin/claim-groups/${crew}/group-links`],
      ['get', '/admin/group-links'],
      ['get', `/admin/group-links/${link}`],
      ['get', `/admin/group-links/${link}/claim-group`],
    ],
  },
  {
    action: 'change groups and links',
    letters: 'G',
    calls: [
      ['post', '/admin/claim-groups', { name: 'New', description: 'new' }],
      ['patch', `/admin/claim-groups/${crew}`, { description: 'other' }],
      ['patch', `/admin/claim-groups/${crew}/claims`, []],
      ['patch', `/admin/claim-groups/${crew}/users`, []],
      ['patch', `/admin/claim-groups/${crew}/group-links`, []],
      ['delete', `/admin/claim-groups/${crew}`],
      ['post', '/admin/group-links', { type: 'LDAP', resource_spec: 'new', claim_group: crew }],
      ['patch', `/admin/group-links/${link}`, { resource_spec: 'other' }],
      ['patch', `/admin/group-links/${link}/claim-group`, crew],
      ['delete', `/admin/group-links/${link}`],
    ],
  },
  {
    action: 'read claims',
    letters: 'scCGU',
    calls: [
      ['get', '/admin/claims'],
      ['get', `/admin/claims/${write}`],
      ['get', `/admin/claims/${write}/claim-groups`],
    ],
  },
  {
    action: 'change claims',
    letters: 'C',
    calls: [
      ['post', '/admin/claims', { name: 'New', short_name: 'log', value: 'r', description: '' }],
      ['patch', `/admin/claims/${write}`, { value: 'other' }],
      ['patch', `/admin/claims/${write}/claim-groups`, []],
      ['delete', `/admin/claims/${write}`],
    ],
  },
  {
    action: 'read users and their groups',
    letters: 'suU',
    calls: [
      ['get', '/admin/users'],
      ['get', `/admin/users/${member}`],
      ['get', `/admin/users/${member}/claim-groups`],
    ],
  },
  {
    action: 'change users',
    letters: 'U',
    calls: [
      ['patch', `/admin/users/${member}`, { email: 'other@people.test' }],
      ['patch', `/admin/users/${member}/claim-groups`, []],
      ['delete', `/admin/users/${member}`],
      [
        'post',
        '/admin/localuser',
        { fname: 'N', lname: 'N', username: 'new', email: 'new@people.test', password: 'x' },
      ],
      ['patch', '/admin/localuser', { username: 'member', newPassword: 'other', force: true }],
    ],
  },
  {
    action: 'see totals',
    letters: 'sUuGgCc',
    calls: [
      ['get', '/capabilities'],
      ['get', '/admin/totals'],
    ],
  },
  { action: 'read the audit log', letters: 's', calls: [['get', '/admin/audit']] },
]

const mayBy = (letters: string, holder: string) =>
  holder.split(',').some((letter) => letter === 'S' || letters.includes(letter))

const refusedAs = (isStoke: boolean, action: string) => (isStoke && action === 'see totals' ? 401 : 403)

// Each answer of each is looked through for what nobody may see.
test.each([
  ['strict', SEED_CONFIG],
  ['stoke', `dialect: stoke\n${SEED_CONFIG}`],
])('A.6, letter by letter and call by call: %s', async (dialect, config) => {
  const { as, reset } = await openAdminPeople({ config })
  const [found, expected]: [string[], string[]] = [[], []]
  for (const { action, letters, calls } of MATRIX)
    for (const holder of HOLDERS)
      for (const [method, path, body] of calls) {
        await reset()
        const { status, text } = await as(holder, method, path, body)
        expect(text, path).not.toMatch(/hash|salt/i)
        const right = method === 'delete' ? 204 : 200
        found.push(`${holder} ${method} ${path}: ${status}`)
        expected.push(
          `${holder} ${method} ${path}: ${mayBy(letters, holder) ? right : refusedAs(dialect === 'stoke', action)}`,
        )
      }
  expect(found).toEqual(expected)
})

import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { createDirectory } from '../directory/directory.ts'
import { EMPTY_DIRECTORY, LONGEST_DIRECTORY } from '../directory/document.ts'
import { STRICT_RULES } from '../directory/small-directory.fixture.ts'
import { loadInitFile } from './load-init-file.ts'
import { readInitFile } from './read-init-file.ts'

const example = await readFile(new URL('../example/dbinit.yaml', import.meta.url), 'utf8')
const given = { rules: STRICT_RULES, now: 1_700_000_000_000 }

const setUp = () => createDirectory(createMemoryStore(manualClock('2026-11-27T12:00:00Z')))

/** Reads a text and loads it. */
async function load(text: string, directory = setUp(), rules = STRICT_RULES) {
  const init = readInitFile(text, 'dbinit.yaml')
  await directory.change((document) => loadInitFile(document, init, { ...given, rules }))
  return directory
}

/** A text in the example is another one. */
function exampleWith(before: string, after: string): string {
  expect(example).toContain(before)
  return example.replace(before, after)
}

const HASH = `password_hash: ${Buffer.alloc(64).toString('base64')}`
const PERSON = `username: a, first_name: A, last_name: B, email: a@b.c, password_salt: s, ${HASH}`

test('the example is loaded: people with their claims, groups with their links', async () => {
  const directory = await load(example)
  expect(await directory.find('stoke')).toMatchObject({
    email: 'stoke@hppr.dev',
    firstName: 'Stephen',
    source: 'LOCAL',
    salt: 'y+hEP0tTMKmETwcJvDASwSoTKtJtA8Z6hDwp7rfLlUE=',
    createdAt: given.now,
    groups: ['Stoke Admins'],
    claims: { stk: 'S' },
  })
  expect((await directory.find('tester@hppr.dev'))?.claims).toEqual({ test: 'acc' })
  const { groups, links } = await directory.read()
  const nameOf = (id: number) => groups.find((group) => group.id === id)?.name
  expect(links.map(({ type, resource, group }) => [type, resource, nameOf(group)])).toEqual([
    ['LDAP', 'ship_crew', 'Ship Crew'],
    ['LDAP', 'admin_staff', 'Ship Admin Staff'],
  ])
})

test('the later form of a link says which directory it is of', async () => {
  const links = `
      - {type: LDAP, provider: corp, resource: ship_crew}
      - {type: OIDC, provider: example, resource: role=crew}`
  const { links: loaded } = await (await load(exampleWith('\n      - ship_crew', links))).read()
  expect(loaded.map(({ type, resource }) => [type, resource])).toEqual([
    ['LDAP:corp', 'ship_crew'],
    ['OIDC:example', 'role=crew'],
    ['LDAP', 'admin_staff'],
  ])
})

test('the same file again is skipped, under any name; a file with something new in it is not the same', async () => {
  const directory = await load(example)
  const { version } = await directory.read()
  const renamed = readInitFile(example, 'other.yaml')
  expect((await directory.change((document) => loadInitFile(document, renamed, given))).version).toBe(version)
  await load(`claims: [{name: New, short_name: new, value: x}]`, directory)
  expect((await directory.read()).loaded.map(({ file }) => file)).toEqual(['dbinit.yaml', 'dbinit.yaml'])
})

test('what is a text is one, whatever it looks like', async () => {
  const directory = await load(`
users: [{${PERSON}, groups: [1]}]
groups: [{name: 1, claims: [yes]}]
claims: [{name: yes, short_name: on, value: 0755}]`)
  expect((await directory.find('a'))?.claims).toEqual({ on: '0755' })
})

test.each<[string, string, RegExp[]]>([
  ['a group that is not there', exampleWith('- Testing group', '- Testers'), [/^dbinit.yaml:10 .*no group "Testers"/]],
  [
    'claims that are not there, beside a key that nobody knows and a hash that is none',
    example
      .replaceAll('- Ship Access', '- Ship Acess')
      .replace('first_name: Travis', 'firstname: Travis')
      .replace('LY/q', ''),
    [
      /^dbinit.yaml:3 .*first_name is missing/,
      /:4 .*users\[0\]: "firstname" is unknown here: perhaps first_name/,
      /:15 .*users\[1\].password_hash is not a hash/,
      /:34 .*no claim "Ship Acess"/,
      /:41 .*no claim "Ship Acess"/,
    ],
  ],
  [
    'a registered claim',
    exampleWith('short_name: test', 'short_name: exp'),
    [/^dbinit.yaml:49 .*"exp" is what tokens say/],
  ],
  ['a comma that makes a superuser', exampleWith('value: mod', 'value: "mod,S"'), [/:57 .*read as several values/]],
  [
    'a name that stands there twice',
    exampleWith('username: stoke', 'username: Tester'),
    [/:3 .*already/, /:11 .*already/],
  ],
  [
    'a key twice in one block',
    exampleWith('    value: mod', '    value: mod\n    value: x'),
    [/:61 .*"value" appears twice/],
  ],
  ['a list that is none', 'users: {}', [/^dbinit.yaml:1 .*users is not a list/]],
  [
    'links that are none',
    'groups: [{name: a, links: [[x], {type: SAML, resource: x}]}]',
    [/links\[0\] must be/, /type is neither/],
  ],
  [
    'an OIDC link without its provider',
    'groups: [{name: a, links: [{type: OIDC, resource: a=b}]}]',
    [/:1 .*OIDC:provider/],
  ],
  ['no YAML', 'users: [', [/^dbinit.yaml:1 /]],
  ['a text without end', '#'.repeat(LONGEST_DIRECTORY + 1), [/has more than/]],
])('of a file with %s nothing is loaded, and each fault has its line', async (_what, text, faults) => {
  const directory = setUp()
  const error: unknown = await load(text, directory).catch((failed: unknown) => failed)
  expect(error).toMatchObject({ name: 'ConfigFileFault' })
  const lines = (error as Error).message.split('\n')
  expect(lines).toEqual(faults.map((fault) => expect.stringMatching(fault)))
  expect((await directory.read()).version).toBe(0)
})

test('nothing is loaded over what is there, and nobody gets another password by a file', async () => {
  const directory = await load(example)
  const before = await directory.read()
  await expect(load(exampleWith('tester@hppr.dev', 'other@hppr.dev'), directory)).rejects.toThrow(
    /already: a file only adds, so leave out what is there/,
  )
  expect(await directory.read()).toEqual(before)
})

test('with unsafe claims a comma is loaded: the lesson', async () => {
  const directory = await load(exampleWith('value: acc', 'value: "acc,S"'), setUp(), {
    ...STRICT_RULES,
    unsafeClaims: true,
  })
  expect((await directory.find('tester'))?.claims).toEqual({ test: 'acc,S' })
})

test('some thousands of people are held against each other in one pass', () => {
  const [user] = readInitFile(`users: [{${PERSON}}]`, 'dbinit.yaml').users
  if (!user) throw new Error('there is a user in it')
  const users = Array.from({ length: 3000 }, (_, at) => ({ ...user, username: `u${at}`, email: `u${at}@b.c` }))
  const init = { users, groups: [], claims: [], file: 'dbinit.yaml', hash: '', lineOf: () => 1 }
  const begin = process.cpuUsage()
  expect(loadInitFile(EMPTY_DIRECTORY, init, given).users).toHaveLength(3000)
  const { user: own, system } = process.cpuUsage(begin)
  expect((own + system) / 1_000_000).toBeLessThan(4) // half a second
})

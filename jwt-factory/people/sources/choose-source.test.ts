import { expect, test } from 'vitest'
import type { LoggedIn } from '../tokens/issued.ts'
import { STEPHEN } from '../tokens/tokens.fixture.ts'
import { askAsStoke, askStrictly } from './choose-source.ts'
import type { LdapDirectory } from './ldap/ldap-directory.ts'
import { LdapUnavailable } from './ldap/ldap-unavailable.ts'

const FRY: LoggedIn = { ...STEPHEN, id: 8, username: 'fry' }

/** Our own directory has Stephen, and the row of Fry; each of the others says the same of everybody. */
function openSources(answers: Record<string, LoggedIn | 'unknown' | 'wrong-password' | Error>) {
  const asked: string[] = []
  const others = Object.entries(answers).map(([name, answer]): LdapDirectory => {
    const logIn = () => (asked.push(name), answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer))
    return { name, source: 'LDAP', logIn }
  })
  const local = () => (asked.push('local'), Promise.resolve(STEPHEN))
  const sources: Record<string, string> = { stoke: 'LOCAL', fry: 'LDAP' }
  const find = (name: string) => Promise.resolve(sources[name] === undefined ? undefined : { ...STEPHEN, source: sources[name] }) // prettier-ignore
  const passwords = { check: () => (asked.push('hash'), Promise.resolve(false)) }
  const parts = { local, others, find, passwords }
  const ask = (as: typeof askAsStoke | typeof askStrictly) => async (username: string, provider?: string) => {
    asked.length = 0
    const request = { username, password: 'x', ...(provider !== undefined && { provider }) }
    const found = await as(parts)(request).catch((error: Error) => error)
    return [asked.join(), found instanceof Error ? found.name : found?.username]
  }
  return { strict: ask(askStrictly), stoke: ask(askAsStoke) }
}

const [YES, AWAY] = [{ LDAP: FRY }, { LDAP: new LdapUnavailable(new Error('x')) }]

test('the directory that is named is asked, or the only one; otherwise our own', async () => {
  const [one, two, none] = [openSources(YES), openSources({ a: FRY, b: FRY }), openSources({})]
  for (const dialect of ['strict', 'stoke'] as const) {
    const hash = dialect === 'strict' ? 'hash,' : ''
    expect(await one[dialect]('fry')).toEqual([`${hash}LDAP`, 'fry'])
    expect(await one[dialect]('fry', 'LDAP')).toEqual([`${hash}LDAP`, 'fry'])
    expect(await one[dialect]('fry', 'other')).toEqual(['local', 'stoke'])
    expect(await two[dialect]('fry')).toEqual(['local', 'stoke'])
    expect(await two[dialect]('fry', 'b')).toEqual([`${hash}b`, 'fry'])
    expect(await none[dialect]('fry')).toEqual(['local', 'stoke'])
    expect(await none[dialect]('fry', 'LDAP')).toEqual(['local', 'stoke'])
  }
})

test('whom we have a password of is not looked for elsewhere, unless the login says so', async () => {
  const { strict } = openSources(AWAY)
  expect(await strict('stoke')).toEqual(['local', 'stoke'])
  expect(await strict('stoke', 'LDAP')).toEqual(['hash,LDAP', 'LdapUnavailable'])
})

test.each([
  ['does not know somebody', 'unknown' as const, 'hash,LDAP', undefined, 'LDAP,local', 'stoke'],
  ['knows another password', 'wrong-password' as const, 'hash,LDAP', undefined, 'LDAP', undefined],
  ['cannot be asked', AWAY.LDAP, 'hash,LDAP', 'LdapUnavailable', 'LDAP,local', 'stoke'],
  ['fails in another way', new RangeError('x'), 'hash,LDAP', 'RangeError', 'LDAP', 'RangeError'],
])(
  'where it %s, nobody else decides, but for the original',
  async (_what, answer, asked, found, askedByStoke, foundByStoke) => {
    const { strict, stoke } = openSources({ LDAP: answer })
    for (const name of ['fry', 'nobody']) {
      expect(await strict(name)).toEqual([asked, found])
      expect(await stoke(name)).toEqual([askedByStoke, foundByStoke])
    }
  },
)

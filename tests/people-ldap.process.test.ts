import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Attribute, Change, Client } from 'ldapts'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { createFactory } from '../jwt-factory/factory.ts'
import { addEntry, changeEntry } from '../jwt-factory/people/directory/changes.ts'
import { halfOfToken } from '../jwt-factory/people/people.fixture.ts'
import { START } from '../jwt-factory/test-factory.ts'
import { openTestParts } from '../jwt-factory/test-parts.ts'
import { claimsAtLogin, LOGIN, logsIn, openLdapPeople, type LdapPeople } from './support/ldap-people.ts'
import {
  GROUPS_ROOT,
  ODD_PEOPLE,
  passwordOf,
  PEOPLE_ROOT,
  PLANET_EXPRESS,
  planetExpressConfig,
} from './support/planet-express.ts'
import { testFolder } from './support/processes.ts'
import { startSlapd, withSlapd, type SlapdServer } from './support/slapd.ts'
import request from './support/request.ts'

let slapd: SlapdServer

/** With the directory of this test. */
const openPeopleWith = (changes: Record<string, unknown> = {}, dialect = 'strict') =>
  openLdapPeople(slapd.url, changes, dialect)

/** Kif is in the crew, or not. */
const changeCrew = (operation: 'add' | 'delete') =>
  slapd.administer((client) => {
    const member = new Attribute({ type: 'member', values: [ODD_PEOPLE[1]?.[0] ?? ''] })
    return client.modify(`cn=ship_crew,${GROUPS_ROOT}`, new Change({ operation, modification: member }))
  })

const usersOf = async ({ directory }: LdapPeople) => (await directory.read()).users

withSlapd.describe('people of an LDAP directory', () => {
  beforeAll(async () => void (slapd = await startSlapd(PLANET_EXPRESS)))
  afterAll(() => slapd.stop())

  test('whatever signs their names have, they log in, with the groups that are linked', async () => {
    const people = await openPeopleWith()
    for (const [, { uid, cn }] of ODD_PEOPLE) {
      const username = String(uid)
      expect(await logsIn(people, username, `${passwordOf(username)}x`), username).toEqual(LOGIN.wrong)
      expect(await claimsAtLogin(people, username), String(cn)).toMatchObject({
        u: username,
        sub: username,
        ship: 'acc',
      })
    }
    const rows = (await usersOf(people)).filter(({ source }) => source === 'LDAP')
    expect(rows.map(({ username }) => username)).toEqual(ODD_PEOPLE.map(([, { uid }]) => uid))
    expect(rows[0]).toMatchObject({
      firstName: 'Philip',
      lastName: 'Fry',
      email: 'fry@planetexpress.com',
      passwordHash: '',
    })
    expect(people.lines.join('')).not.toMatch(/GoodNews|\byrf\b/)
  })

  test('at the factory it is named in PEOPLE_CONFIG, and its people log in beside those of the factory', async () => {
    const config = join(await testFolder(), 'config.yaml')
    await writeFile(config, `server: {timeout: 120000}\n${planetExpressConfig(slapd.url)}`) // no login is cut short on a busy machine
    const parts = await openTestParts({ start: START, ringIds: [], peopleMachine: systemClock, env: { PEOPLE_CONFIG: config } }) // prettier-ignore
    onTestFinished(parts.close)
    const app = createFactory(parts)
    const login = (username: string, password: string) => request(app).post('/api/login').send({ username, password })
    const { token } = (await login('fry', 'yrf').expect(200)).body
    expect(halfOfToken(token, 1)).toMatchObject({ iss: 'https://localhost:5443/people', sub: 'fry', ship: 'acc' })
    await login('fry', 'x').expect(401)
    await login('tester', 'tester').expect(200)
    expect((await request(app).get('/api/available_providers').expect(200)).body.providers).toHaveLength(1)
    expect(parts.logs.join('')).not.toMatch(/GoodNews|\byrf\b/)
  })

  test('no sign of a filter finds somebody else', async () => {
    const people = await openPeopleWith()
    expect(await logsIn(people, 'star*lord', passwordOf('starXlord'))).toEqual(LOGIN.wrong)
    for (const name of [
      '*',
      'fr*',
      'fry)(uid=*',
      '*)(uid=fry))(|(uid=*',
      'fry\0',
      'fry ',
      ' fry',
      'f\u00adry',
      '\\66ry',
      '(fry)',
    ])
      expect(await logsIn(people, name, passwordOf('fry')), name).toEqual(LOGIN.wrong)
  })

  test('a directory that says yes to a bind without a password lets nobody in by it', async () => {
    const client = new Client({ url: slapd.url })
    await client.bind(ODD_PEOPLE[0]?.[0] ?? '', '') // it does say yes
    await client.unbind()
    for (const dialect of ['strict', 'stoke']) {
      const people = await openPeopleWith({}, dialect)
      for (const password of ['', '\0', '\0yrf', 'x'.repeat(1025)])
        expect((await logsIn(people, 'fry', password))[0], JSON.stringify(password)).toBe(401)
    }
  })

  test('at each login the linked groups are those of the directory, and all others stay; a renewal reads ours', async () => {
    const people = await openPeopleWith()
    const { directory, config, renew, login } = people
    const links = await directory.change((document) => {
      const group = document.groups.find(({ name }) => name === 'Ship Admin Staff')?.id ?? 0
      return addEntry(document, 'links', { type: 'LDAP:LDAP', resource: 'officers, retired', group }, config.rules)
        .document
    })
    const idOf = (wanted: string) => links.groups.find(({ name }) => name === wanted)?.id
    const groups = async () => (await directory.find('kif'))?.groups
    const { body: first } = await login({ username: 'kif', password: 'fik' }).expect(200)
    expect(await groups()).toEqual(['Ship Crew', 'Ship Admin Staff'])
    const { id = 0 } = (await directory.find('kif')) ?? {}
    const { version } = await directory.change((document) =>
      changeEntry(
        document,
        'users',
        id,
        { groups: [idOf('Testing group') ?? 0, idOf('Ship Crew') ?? 0] },
        config.rules,
      ),
    )
    expect(halfOfToken((await renew(first).expect(200)).body.token, 1)).toMatchObject({ test: 'acc', ship: 'acc' })
    await claimsAtLogin(people, 'kif')
    expect(await groups()).toEqual(['Testing group', 'Ship Crew', 'Ship Admin Staff'])
    await changeCrew('delete')
    expect(await claimsAtLogin(people, 'kif')).not.toHaveProperty('inv')
    expect(await groups()).toEqual(['Testing group', 'Ship Admin Staff'])
    await claimsAtLogin(people, 'kif')
    expect((await directory.read()).version, 'a login that finds nothing new writes nothing').toBe(version + 2)
    await changeCrew('add')
  })

  test('nobody takes over somebody who is here already, by a name or by an address, and nobody is kept out by it', async () => {
    const people = await openPeopleWith()
    const before = await usersOf(people)
    const [other, named] = ['of the other directory', { provider: 'LDAP' }]
    expect(await logsIn(people, 'tester', 'tester')).toEqual(LOGIN.right)
    expect(await logsIn(people, 'tester', other)).toEqual(LOGIN.wrong)
    expect(await logsIn(people, 'tester', other, named)).toEqual(LOGIN.unfit)
    expect(await logsIn(people, 'TESTER', other)).toEqual(LOGIN.unfit)
    expect(await logsIn(people, 'tester', 'tester', named)).toEqual(LOGIN.wrong)
    expect(await logsIn(people, 'mom', 'mom')).toEqual(LOGIN.unfit)
    expect(await logsIn(people, 'nomail', 'liamon')).toEqual(LOGIN.unfit)
    expect(await logsIn(people, 'nomail', 'x')).toEqual(LOGIN.wrong)
    expect(await logsIn(people, 'fry', 'yrf', { provider: 'elsewhere' })).toEqual(LOGIN.wrong)
    expect(await logsIn(people, 'tester', 'tester', { provider: 'elsewhere' })).toEqual(LOGIN.right)
    expect(await usersOf(people)).toEqual(before)
    const stoke = await openPeopleWith({}, 'stoke')
    for (const name of ['tester', 'mom', 'nomail']) expect(await logsIn(stoke, name, name === 'tester' ? other : passwordOf(name))).toEqual([401]) // prettier-ignore
  })

  test('somebody is who they are under each of their names, and whoever gets a name later is somebody else', async () => {
    const people = await openPeopleWith({ user_filter_template: '(|(uid={{.Username}})(mail={{ .Username }}))' })
    for (const name of ['Fry@PlanetExpress.com', 'fry', 'FRY'])
      expect((await claimsAtLogin(people, name, 'yrf'))['sub']).toBe('fry')
    expect((await usersOf(people)).filter(({ source }) => source === 'LDAP')).toHaveLength(1)
    const [leela, entry] = [`cn=Leela,${PEOPLE_ROOT}`, { objectClass: 'inetOrgPerson', cn: 'Leela', sn: 'T', givenName: 'L', mail: 'leela@planetexpress.com', userPassword: 'one' }] // prettier-ignore
    await slapd.administer((client) => client.add(leela, { ...entry, uid: 'leela' }))
    expect((await claimsAtLogin(people, 'leela', 'one'))['sub']).toBe('leela')
    await slapd.administer(async (client) => {
      await client.modifyDN(leela, 'cn=Turanga Leela')
      const uid = new Attribute({ type: 'uid', values: ['turanga'] })
      await client.modify(`cn=Turanga Leela,${PEOPLE_ROOT}`, new Change({ operation: 'replace', modification: uid }))
      await client.add(leela, { ...entry, uid: 'leela', mail: 'other@planetexpress.com', userPassword: 'two' })
    })
    expect(await logsIn(people, 'leela', 'two'), 'a name that is still that of another').toEqual(LOGIN.unfit)
    const { id } = (await people.directory.find('leela')) ?? {}
    expect((await claimsAtLogin(people, 'turanga', 'one'))['sub']).toBe('turanga')
    expect((await people.directory.find('turanga'))?.id).toBe(id)
    expect((await claimsAtLogin(people, 'leela', 'two'))['sub']).toBe('leela')
    await slapd.administer(async (client) => {
      const mail = new Attribute({ type: 'mail', values: ['fry@planetexpress.com'] })
      await client.modify(leela, new Change({ operation: 'replace', modification: mail }))
    })
    expect(await logsIn(people, 'leela', 'two'), 'the address of somebody else').toEqual(LOGIN.unfit)
    expect(await logsIn(people, 'fry@planetexpress.com', 'two'), 'two have it: nobody can tell').toEqual(LOGIN.away)
  })
})

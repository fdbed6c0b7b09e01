import { afterAll, beforeAll, expect, test } from 'vitest'
import { LOGIN, logsIn, openLdapPeople } from './support/ldap-people.ts'
import { passwordOf, PEOPLE_ROOT, PLANET_EXPRESS } from './support/planet-express.ts'
import { startSlapd, withSlapd, type SlapdServer } from './support/slapd.ts'
import request from './support/request.ts'

let slapd: SlapdServer

const openWith = (changes: Record<string, unknown> = {}, dialect = 'strict') =>
  openLdapPeople(slapd.url, changes, dialect)

withSlapd.describe('how an LDAP directory is reached', () => {
  beforeAll(async () => void (slapd = await startSlapd(PLANET_EXPRESS)))
  afterAll(() => slapd.stop())

  test('it is spoken to by TLS with its own authority, or by its socket; by none that nobody vouches for', async () => {
    const [tls, socket] = [{ server_url: slapd.tlsUrl, ldap_ca_cert: slapd.caFile }, { server_url: slapd.socketUrl }]
    for (const right of [tls, socket, { bind_user_dn: '', bind_user_password: '', group_search_root: PEOPLE_ROOT }])
      expect(await logsIn(await openWith(right), 'fry', 'yrf')).toEqual(LOGIN.right)
    const wrong = [
      { server_url: slapd.tlsUrl },
      { ...tls, server_url: tls.server_url.replace('localhost', '127.0.0.2') },
      { bind_user_password: 'wrong' },
      { user_search_root: 'ou=nowhere' },
      { server_url: slapd.url.replace('ldap:', 'ldaps:') },
    ]
    for (const changes of wrong) {
      const people = await openWith(changes)
      expect(await logsIn(people, 'fry', 'yrf'), JSON.stringify(changes)).toEqual(LOGIN.away)
      expect(people.lines.join('')).toContain('ldap-unavailable')
      expect(await logsIn(people, 'tester', 'tester')).toEqual(LOGIN.right)
    }
    expect((await request((await openWith()).app).get('/api/available_providers')).body).toEqual({
      providers: [{ name: 'LDAP', provider_type: 'LDAP', type_spec: '' }],
      base_admin_path: '',
    })
  })

  test('while it is away or hangs, our own people log in; of all others nobody is let in, and nobody told that they are wrong', async () => {
    const [patient, people] = [await openWith(), await openWith({ search_timeout: 1 })]
    const stoke = await openWith({ search_timeout: 1 }, 'stoke')
    expect(await logsIn(patient, 'fry', 'yrf')).toEqual(LOGIN.right)
    const before = await people.directory.read()
    const whileGone = async () => {
      expect(await logsIn(people, 'tester', 'tester')).toEqual(LOGIN.right)
      expect(await logsIn(people, 'tester', 'x')).toEqual(LOGIN.wrong)
      for (const name of ['fry', 'nobody']) expect(await logsIn(people, name, passwordOf(name))).toEqual(LOGIN.away)
      expect(await logsIn(stoke, 'fry', 'yrf')).toEqual([401])
      expect(await logsIn(stoke, 'stoke', 'admin')).toEqual(LOGIN.right)
    }
    slapd.freeze()
    await whileGone()
    slapd.thaw()
    await slapd.crash()
    await whileGone()
    await slapd.restart()
    expect(await logsIn(patient, 'fry', 'yrf')).toEqual(LOGIN.right)
    expect(await people.directory.read()).toEqual(before)
  })
})

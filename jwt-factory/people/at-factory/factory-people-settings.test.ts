import { chmod } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { onUnix } from '../../../tests/support/needs.ts'
import { START } from '../../test-factory.ts'
import { openTestParts } from '../../test-parts.ts'
import { fileWith, openFactoryWithPeople as open } from './factory-people.fixture.ts'
import { halfOfToken } from '../people.fixture.ts'
import request from '../../../tests/support/request.ts'

describe('by its settings', () => {
  test('PEOPLE=off: there are none', async () => {
    const { app } = await open({ env: { PEOPLE: 'off' } })
    await request(app).post('/api/login').send({}).expect(404)
    expect(Object.keys((await request(app).get('/')).body.routes).join()).not.toContain('/api/')
    expect(Object.keys((await request(app).get('/openapi.json')).body.paths).join()).not.toContain('/api/')
  })

  test('PEOPLE_CONFIG and PEOPLE_INIT name the files of Stoke', async () => {
    const config = await fileWith('dialect: stoke\ntokens: {issuer: ours, token_refresh_limit: 2}\n')
    const init = new URL('../example/dbinit.yaml', import.meta.url).pathname
    const { login } = await open({ env: { PEOPLE_CONFIG: config, PEOPLE_INIT: init } })
    const { token } = (await login('tester', 'tester').expect(200)).body
    expect(halfOfToken(token, 0)).toMatchObject({ kid: 'p-0' })
    expect(halfOfToken(token, 1)).toMatchObject({ iss: 'ours', jti: 'k2' })
    expect((await login('tester', 'wrong').expect(401)).body).toEqual({})
  })

  test.each([
    [
      'what is the factory’s own',
      'database: {type: sqlite}\nserver: {port: 80}\n',
      ['database is the store', 'server.port is where'],
    ],
    ['a key that nobody knows', 'tokens: {isuer: x}\n', ['isuer']],
    ['what is not there yet', 'users: {enable_ldap: false}\nserver: {disable_admin: perhaps}\n', ['disable_admin']],
  ])('PEOPLE_CONFIG with %s is refused, and each fault told', async (_what, text, said) => {
    const opening = openTestParts({ start: START, ringIds: [], env: { PEOPLE_CONFIG: await fileWith(text) } })
    const { name, message } = await opening.then(({ close }) => close().then(() => expect.fail('it starts')), (error) => error) // prettier-ignore
    expect(name).toBe('ConfigFault')
    for (const each of ['PEOPLE_CONFIG', 'file.yaml:', ...said]) expect(message).toContain(each)
  })

  test.each([
    [
      'a filter of LDAP that is none',
      "user_filter_template: '(uid={{.Username}}'",
      'users.user_filter_template is no filter',
    ],
    [
      'certificates that are not there',
      "user_filter_template: '(uid={{.Username}})', ldap_ca_cert: nowhere.pem",
      'users.ldap_ca_cert cannot be read',
    ],
  ])('PEOPLE_CONFIG with %s is refused, and named', async (_what, keys, said) => {
    const text = `users: {enable_ldap: true, server_url: 'ldaps://127.0.0.1:1', user_search_root: 'ou=p',
      group_search_root: 'ou=g', group_filter_template: '(member={{.UserDN}})', ${keys}}\n`
    const opening = openTestParts({ start: START, ringIds: [], env: { PEOPLE_CONFIG: await fileWith(text) } })
    await expect(opening).rejects.toMatchObject({ name: 'ConfigFault', message: expect.stringMatching(`PEOPLE_CONFIG [^]*${said}`) }) // prettier-ignore
  })

  onUnix.test('a PEOPLE_CONFIG with a password that others can read is told of, as one without is not', async () => {
    const ldap = `users: {enable_ldap: true, server_url: 'ldap://127.0.0.1:1', user_search_root: 'ou=p', user_filter_template: '(uid={{.Username}})',
      group_search_root: 'ou=g', group_filter_template: '(member={{.UserDN}})'`
    const told = []
    for (const rest of [", bind_user_dn: 'cn=a', bind_user_password: secret", '']) {
      const file = await fileWith(`${ldap}${rest}}\n`)
      await chmod(file, 0o644)
      told.push((await open({ env: { PEOPLE_CONFIG: file } })).logs.join('').includes('secret-file-open'))
    }
    expect(told).toEqual([true, false])
  })

  test.each(['PEOPLE_CONFIG', 'PEOPLE_INIT'])('%s with a file that is not there is refused', async (variable) => {
    const opening = openTestParts({ start: START, ringIds: [], env: { [variable]: '/nowhere/file.yaml' } })
    await expect(opening).rejects.toThrow(
      `${variable}  names /nowhere/file.yaml, which cannot be read: it is not there`,
    )
  })
})

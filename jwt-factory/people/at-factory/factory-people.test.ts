import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import request from 'supertest'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Environment } from '#core/config/setting'
import { manualClock, systemClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import type { Store } from '#core/store/store'
import { createFactory } from '../../factory.ts'
import { START } from '../../test-factory.ts'
import { openTestParts } from '../../test-parts.ts'
import { halfOfToken } from '../people.fixture.ts'

interface Opening {
  env?: Environment
  keysFolder?: string
  store?: Store
}

async function open(options: Opening = {}) {
  const parts = await openTestParts({ start: START, ringIds: [], peopleMachine: systemClock, ...options })
  onTestFinished(() => parts.close())
  const app = createFactory(parts)
  return {
    ...parts,
    app,
    folder: join(parts.keysFolder, 'jwt-factory'),
    login: (username: string, password: string) => request(app).post('/api/login').send({ username, password }),
    renew: ({ token, refresh }: { token: string; refresh: string }) =>
      request(app).post('/api/renew').set('authorization', `Bearer ${token}`).send({ refresh }),
  }
}

async function fileWith(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'factory-people-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'file.yaml'), text)
  return join(folder, 'file.yaml')
}

const OPEN_TO_OTHERS = { HOST: '0.0.0.0' }

describe('on this machine', () => {
  test('the examples log in, their token is of an issuer of its own, and the log says that everybody knows them', async () => {
    const { login, logs } = await open()
    const { token, username } = (await login('tester', 'tester').expect(200)).body
    expect(username).toBe('tester')
    expect(halfOfToken(token, 1)).toMatchObject({
      iss: 'https://localhost:5443/people',
      n: 'Travis Ester',
      test: 'acc',
    })
    expect(halfOfToken((await login('stoke', 'admin').expect(200)).body.token, 1)).toMatchObject({ stk: 'S' })
    expect(logs.join('')).toContain('people-are-examples')
    expect(logs.join('')).not.toContain('superuser-made')
  })

  test('an administrator finds the pages and the monitoring here', async () => {
    const { app, login } = await open()
    const { token } = (await login('stoke', 'admin').expect(200)).body
    const asked = await request(app).get('/api/capabilities').set('authorization', `Bearer ${token}`).expect(200)
    expect(asked.body).toEqual({ capabilities: ['admin', 'monitoring'] })
    await request(app).get('/metrics').expect(200)
    await request(app).get('/admin/login').expect(200)
  })

  test('a start makes nothing of it: what it needs is made when somebody asks', async () => {
    const store = createMemoryStore(manualClock(START))
    const { app, folder, login } = await open({ store })
    await request(app).get('/').expect(200)
    await request(app).get('/openapi.json').expect(200)
    const made = async () => [await store.list('example-people.rings'), await store.list('example-people.directories'), (await readdir(folder)).filter((name) => name.includes('people'))] // prettier-ignore
    expect(await made()).toEqual([[], [], []])
    await request(app).get('/api/pkeys').expect(200)
    expect(await made()).toEqual([[expect.anything()], [expect.anything()], ['example-people.keys']])
    await login('tester', 'tester').expect(200)
  })

  test('people have keys of their own: those of the factory do not change, whatever a ring is called', async () => {
    const { app } = await open()
    const { keys } = (await request(app).get('/api/pkeys').expect(200)).body
    const other = (await request(app).get('/keys/people').expect(200)).body
    expect(keys.map(({ kid }: { kid: string }) => kid)).not.toContain(other.kid)
    await request(app).delete('/utils/keys/people').expect(200)
    expect((await request(app).get('/api/pkeys').expect(200)).body.keys).toEqual(keys)
    expect((await request(app).get('/utils/keys').expect(200)).body).not.toContain('people')
  })

  test('two factories on one store open at once: what one has given out, the other renews, and once', async () => {
    const store = createMemoryStore(manualClock(START))
    const one = await open({ store })
    const other = await open({ store, keysFolder: one.keysFolder })
    const [first, second] = await Promise.all([one, other].map((each) => each.login('tester', 'tester').expect(200)))
    const renewed = (await other.renew(first?.body).expect(200)).body
    await one.renew(second?.body).expect(200)
    expect((await one.renew(first?.body).expect(401)).body.reason).toBe('used-refresh')
    expect((await other.renew(renewed).expect(401)).body.reason).toBe('revoked-token')
    expect((await request(one.app).get('/api/pkeys')).body).toEqual((await request(other.app).get('/api/pkeys')).body)
  })
})

describe('where others can come', () => {
  test('nobody knows a password: that of the superuser is in a private file, once', async () => {
    const { login, folder, logs, keysFolder, store } = await open({ env: OPEN_TO_OTHERS })
    await login('tester', 'tester').expect(401)
    await login('stoke', 'admin').expect(401)
    const file = join(folder, 'superuser-password')
    expect((await stat(file)).mode & 0o077).toBe(0)
    const password = (await readFile(file, 'utf8')).trim()
    expect(halfOfToken((await login('sadmin', password).expect(200)).body.token, 1)).toMatchObject({ stk: 'S' })
    expect(logs.join('')).toContain('superuser-made')
    expect(logs.join('')).not.toContain(password)
    await rm(file)
    const again = await open({ env: OPEN_TO_OTHERS, keysFolder, store })
    await again.login('sadmin', password).expect(200)
    await expect(stat(file)).rejects.toThrow('ENOENT')
  })

  test('as long as the password cannot be written, nobody is made, so that it is never lost', async () => {
    const { login, folder, logs } = await open({ env: OPEN_TO_OTHERS })
    const file = join(folder, 'superuser-password')
    await mkdir(join(file, 'something'), { recursive: true })
    expect((await login('sadmin', 'x').expect(503)).text).not.toContain(folder)
    expect(logs.join('')).toMatch(/people-not-opened.*cannot be written|cannot be written.*people-not-opened/)
    expect(logs.join('')).not.toContain('superuser-made')
    await rm(file, { recursive: true })
    await login('sadmin', 'x').expect(401)
    await login('sadmin', (await readFile(file, 'utf8')).trim()).expect(200)
  })

  test('of two factories that open at once, the file has the password of the one superuser', async () => {
    const one = await open({ env: OPEN_TO_OTHERS })
    const other = await open({ env: OPEN_TO_OTHERS, store: one.store, keysFolder: one.keysFolder })
    await Promise.all([one, other].map(({ login }) => login('sadmin', 'x').expect(401)))
    await other.login('sadmin', (await readFile(join(one.folder, 'superuser-password'), 'utf8')).trim()).expect(200)
  })

  test('the examples of before are not there either, nor is a token of theirs worth anything', async () => {
    const here = await open()
    const given = (await here.login('stoke', 'admin').expect(200)).body
    const { login, renew } = await open({ env: OPEN_TO_OTHERS, keysFolder: here.keysFolder, store: here.store })
    await login('stoke', 'admin').expect(401)
    await renew(given).expect(401)
  })
})

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

  test.each(['PEOPLE_CONFIG', 'PEOPLE_INIT'])('%s with a file that is not there is refused', async (variable) => {
    const opening = openTestParts({ start: START, ringIds: [], env: { [variable]: '/nowhere/file.yaml' } })
    await expect(opening).rejects.toThrow(
      `${variable}  names /nowhere/file.yaml, which cannot be read: it is not there`,
    )
  })
})

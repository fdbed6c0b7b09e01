import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { START } from '../../test-factory.ts'
import { halfOfToken } from '../people.fixture.ts'
import { openFactoryWithPeople as open } from './factory-people.fixture.ts'
import request from '../../../tests/support/request.ts'

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

import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDirectory } from '../jwt-factory/people/directory/directory.ts'
import { addEntry, changeEntry } from '../jwt-factory/people/directory/changes.ts'
import { smallGroup, STRICT_RULES } from '../jwt-factory/people/directory/small-directory.fixture.ts'
import { openTwoPeople, type TwoPeople } from './support/two-people.ts'
import { openPostgresDatabase, openSqliteDatabase, type PeopleDatabase } from './support/people-stores.ts'
import { withPostgres } from './support/postgres.ts'

interface Issued {
  token: string
  refresh: string
}

const DATABASES = [
  ['SQLite', describe, openSqliteDatabase],
  ['PostgreSQL', withPostgres.describe, openPostgresDatabase],
] as const

for (const [name, group, openDatabase] of DATABASES)
  group(`two factories of people with one ${name}`, () => {
    let database: PeopleDatabase
    let pair: TwoPeople
    beforeAll(async () => {
      database = await openDatabase()
      pair = await openTwoPeople(database)
    })
    afterAll(async () => {
      await pair.close()
      await database.close()
    })

    const logInAt = async (at: 0 | 1): Promise<Issued> => (await pair.logIn(at, 'tester', 'tester')).body
    const verifiedAt = async (at: 0 | 1, { token }: Issued) => {
      const keys = createRemoteJWKSet(new URL(`http://127.0.0.1:${pair.ports[at]}/api/pkeys`))
      return (await jwtVerify(token, keys, { issuer: 'stoke-1' })).payload
    }
    /** Another one who changes the directory, as a third factory would. */
    const withDirectory = async <Result>(run: (directory: ReturnType<typeof createDirectory>) => Promise<Result>) => {
      const store = await database.open()
      return run(createDirectory(store)).finally(() => store.close())
    }

    const setGroups = (groups: (all: readonly { id: number; name: string }[]) => number[]) =>
      withDirectory((directory) =>
        directory.change((document) => {
          const id = document.users.find(({ username }) => username === 'tester')?.id ?? 0
          return changeEntry(document, 'users', id, { groups: groups(document.groups) }, STRICT_RULES)
        }),
      )

    test('both began at once, with one directory and one ring', async () => {
      const { users, loaded } = await withDirectory((directory) => directory.read())
      expect([users.map(({ username }) => username), loaded.length]).toEqual([['tester', 'stoke'], 1])
      const issued = await logInAt(0)
      expect(await verifiedAt(1, issued)).toMatchObject({ test: 'acc' })
      expect(await verifiedAt(0, await logInAt(1))).toMatchObject({ test: 'acc' })
    })

    test('whoever logs in at one renews at the other, and back', async () => {
      let issued = await logInAt(0)
      for (const at of [1, 0, 1, 1] as const) {
        const { status, body } = await pair.renew(at, issued)
        expect(status).toBe(200)
        issued = body
        expect(await verifiedAt(0, issued)).toMatchObject({ sub: 'tester' })
      }
    })

    test('of many who use one refresh value at both, one is believed at most, and then nobody keeps anything', async () => {
      for (let round = 0; round < 5; round++) {
        const [stolen, elsewhere] = [await logInAt(0), await logInAt(1)]
        const answers = await Promise.all(Array.from({ length: 10 }, (_, at) => pair.renew(at % 2 ? 1 : 0, stolen)))
        const believed = answers.filter(({ status }) => status === 200)
        expect(believed.length).toBeLessThan(2)
        expect(answers.filter(({ status }) => status === 401)).toHaveLength(10 - believed.length)
        for (const issued of [stolen, ...believed.map(({ body }) => body)])
          for (const at of [0, 1] as const) expect((await pair.renew(at, issued)).status).toBe(401)
        expect((await pair.renew(0, elsewhere)).status).toBe(200)
      }
    })

    test('a value that comes again at the other one takes back what came of it at both', async () => {
      const first = await logInAt(0)
      const { body: second } = await pair.renew(1, first)
      expect((await pair.renew(0, first)).body).toMatchObject({ reason: 'used-refresh' })
      for (const at of [0, 1] as const)
        expect((await pair.renew(at, second)).body).toMatchObject({ reason: 'revoked-token' })
    })

    test('a change at one is seen at the other with the next login, and the next renewal', async () => {
      const issued = await logInAt(0)
      await setGroups(() => [])
      const renewed = await pair.renew(1, issued)
      for (const each of [renewed.body, await logInAt(0), await logInAt(1)])
        expect(await verifiedAt(0, each)).not.toHaveProperty('test')
      await setGroups((all) => all.filter(({ name }) => name === 'Testing group').map(({ id }) => id))
      expect(await verifiedAt(0, await logInAt(1))).toMatchObject({ test: 'acc' })
    })

    test('of changes that are made at both at once, none is lost', async () => {
      const add = (prefix: string) =>
        withDirectory(async (directory) => {
          for (let at = 0; at < 20; at++)
            await directory.change(
              (document) => addEntry(document, 'groups', smallGroup(`${prefix} ${at}`), STRICT_RULES).document,
            )
        })
      await Promise.all([add('one'), add('other')])
      const { groups } = await withDirectory((directory) => directory.read())
      expect(groups.filter(({ name }) => /^(?:one|other) \d+$/.test(name))).toHaveLength(40)
      expect(new Set(groups.map(({ id }) => id)).size).toBe(groups.length)
    })
  })

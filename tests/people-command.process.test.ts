import { spawnSync } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openArgon2id } from '../jwt-factory/people/passwords/argon2id.ts'
import { createPasswords } from '../jwt-factory/people/passwords/passwords.ts'
import { freePorts } from './support/ports.ts'
import { nodeWords, start } from './support/processes.ts'
import { until } from './support/until.ts'

/** The configuration of the seed's first page, at a port of ours. */
const configAt = (port: number, dialect = '') => `---
${dialect}
server:
  port: ${port}
  timeout: 10000
database:
  type: sqlite
  sqlite:
    file: stoke.db
    flags: "cache=shared&_fk=1"
logging:
  level: info
  pretty_stdout: true
  write_to_stdout: true
tokens:
  algorithm: ECDSA
  num_bits: 256
  persist_keys: true
  key_duration: 3h
  token_duration: 30m
  issuer: "stoke-1"
  user_info:
    full_name: "n"
    username: "u"
`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'people-command-'))
  await cp('jwt-factory/people/example/dbinit.yaml', join(folder, 'dbinit.yaml'))
})
afterAll(() => rm(folder, { recursive: true }))

const run = (...words: string[]) =>
  start(process.execPath, nodeWords('jwt-factory/people/main.ts', ...words), { INIT_CWD: folder })

async function listening(...words: string[]) {
  const running = run(...words)
  await until('people-listen', () => running.code() !== undefined || running.output().includes('people-listen'))
  return running
}

async function logIn(port: number, username: string, password: string) {
  const [method, headers] = ['POST', { 'content-type': 'application/json' }]
  const body = JSON.stringify({ username, password })
  const answer = await fetch(`http://127.0.0.1:${port}/api/login`, { method, headers, body })
  return { status: answer.status, body: (await answer.json()) as { token: string } }
}

test("the seed's own files work unchanged, and what was signed is believed after a new start", async () => {
  const [port = 0] = await freePorts(1)
  await writeFile(join(folder, 'config.yaml'), configAt(port))
  const first = await listening('-dbinit', 'dbinit.yaml')
  const { body } = await logIn(port, 'tester', 'tester')
  expect((await logIn(port, 'stoke', 'admin')).status).toBe(200)
  expect((await logIn(port, 'stoke', 'tester')).status).toBe(401)
  const taken = run('-config', 'config.yaml')
  expect([await taken.ended(), taken.output()]).toEqual([1, expect.stringMatching(/port \d+ is taken.* Name another one with server\.port in config\.yaml/)]) // prettier-ignore
  first.kill('SIGTERM')
  expect(await first.ended(), first.output()).toBe(0)
  expect(first.output()).not.toMatch(/superuser|stoke-private|eyJ[\w-]+\./)

  const second = await listening('-config', 'config.yaml', '-dbinit', 'dbinit.yaml')
  const keys = createRemoteJWKSet(new URL(`http://127.0.0.1:${port}/api/pkeys`))
  const { payload } = await jwtVerify(body.token, keys, { issuer: 'stoke-1' })
  expect(payload).toMatchObject({ test: 'acc', n: 'Travis Ester', u: 'tester' })
  second.kill('SIGTERM')
  expect(await second.ended(), second.output()).toBe(0)
})

test('migrate makes a superuser and tells the password once; with it somebody logs in', async () => {
  const [port = 0] = await freePorts(1)
  await writeFile(join(folder, 'empty.yaml'), configAt(port).replace('stoke.db', 'empty.db'))
  const migrated = run('-config', 'empty.yaml', 'migrate')
  expect(await migrated.ended(), migrated.output()).toBe(0)
  expect(migrated.output()).toMatch(/The database is filled\. Users: 1, groups: 1, claims: \d+\.\n/)
  const [, password = ''] = /"sadmin" was made.*: (\S{32})\n/.exec(migrated.output()) ?? []
  const running = await listening('-config', 'empty.yaml')
  expect((await logIn(port, 'sadmin', password)).status).toBe(200)
  running.kill('SIGTERM')
  await running.ended()
  expect(running.output()).not.toContain('superuser')
})

test('validate starts nothing, hash-password asks, and what is wrong is said', async () => {
  await writeFile(join(folder, 'good.yaml'), configAt(1).replace('stoke.db', 'none.db'))
  await writeFile(join(folder, 'ldap.yaml'), 'users: {enable_ldap: true}\ntokenz: {}\n')
  const checked = run('-config', 'good.yaml', '-dbinit', 'dbinit.yaml', 'validate')
  const wrong = run('-config', 'ldap.yaml', 'validate')
  const other = run('hashpassword')
  const words = nodeWords('jwt-factory/people/main.ts', 'hash-password')
  const hashed = spawnSync(process.execPath, words, { input: 'hunter2\n', encoding: 'utf8' })
  expect([await checked.ended(), checked.output()]).toEqual([0, expect.stringContaining('good.yaml and dbinit.yaml can be used.')]) // prettier-ignore
  expect([await wrong.ended(), wrong.output()]).toEqual([
    1,
    expect.stringMatching(/^ldap\.yaml:1 [^]*ldap\.yaml:2 {2}"tokenz" is unknown/), // it is not said that it cannot start
  ])
  expect([await other.ended(), other.output()]).toEqual([2, expect.stringContaining('only migrate, validate, hash-password')]) // prettier-ignore
  expect([hashed.status, hashed.stdout]).toEqual([
    0,
    expect.stringMatching(/^password_hash: \S{88}\npassword_salt: \S{44}\n$/),
  ])
  const [, passwordHash = '', salt = ''] = /hash: (\S+)\n.*salt: (\S+)/.exec(hashed.stdout) ?? []
  const { argon2id } = openArgon2id()
  expect(await createPasswords(argon2id).check('hunter2', { passwordHash, salt })).toBe(true)
  expect(hashed.stderr).toBe('')
})

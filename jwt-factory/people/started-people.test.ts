import { chmod, copyFile, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import request from 'supertest'
import { expect, test } from 'vitest'
import { certifiedTemplate } from '../../tests/support/folders.ts'
import { onUnix } from '../../tests/support/needs.ts'
import { signOddLeaf } from '#core/http/certificates/odd-leaf.fixture'
import { readCertificatePair, type CertificatePair } from '#core/http/certificates/pair'
import { startPeople, temporaryPeople, validatePeople } from './started-people.fixture.ts'

// Of each key of a configuration: what it says is so, in a process that was started by it.

const withLines = (...lines: string[]) => lines.map((line) => `${line}\n`).join('')
const PLAIN = 'server: {port: 0, timeout: 20000}'
const logIn = (url: string, password: string) => request(url).post('/api/login').send({ username: 'sadmin', password })

const names = ['localhost', 'people.example'].map((value) => ({ type: 'dns' as const, value }))

async function withCertificate() {
  const folder = await temporaryPeople()
  const authority = (await readCertificatePair(join(await certifiedTemplate(), 'tls'), 'ca')) as CertificatePair // it is whole
  const { cert, key } = await signOddLeaf({ names }, 'people', authority)
  await writeFile(join(folder, 'c.pem'), cert)
  await writeFile(join(folder, 'k.pem'), key)
  return { folder, ca: authority.cert }
}
const TLS = 'server: {port: 0, timeout: 20000, tls_private_key: k.pem, tls_public_cert: c.pem}'

onUnix.test('tls_private_key, tls_public_cert: people log in over TLS alone, and an open key is told of', async () => {
  const { folder, ca } = await withCertificate()
  await chmod(join(folder, 'k.pem'), 0o644)
  const { url, password, output } = await startPeople(withLines(TLS), { folder })
  expect(url()).toMatch(/^https:/)
  await logIn(url(), password()).ca(ca).expect(200)
  await request(url()).get('/api/pkeys').ca(ca).set('host', 'people.example').expect(200)
  await request(url().replace('https', 'http')).get('/api/pkeys').expect(400)
  expect(output()).toMatch(/a private key stands in it.*chmod 600 .*secret-file-open/)
  expect(output()).not.toContain('passwords-without-tls')
})

test('a certificate that does not fit ends the start before the port is taken, and before there is a database', async () => {
  const { folder } = await withCertificate()
  await copyFile(join(await certifiedTemplate(), 'tls', 'serviceb.key.pem'), join(folder, 'k.pem'))
  await expect(startPeople(withLines(TLS), { folder })).rejects.toThrow(
    /server\.tls_public_cert: \S+ belongs to another key than that of server\.tls_private_key/,
  )
  await expect(stat(join(folder, 'stoke.db'))).rejects.toThrow('ENOENT')
  expect(await validatePeople(withLines(TLS), folder)).toMatch(
    /^1: server\.tls_public_cert: \S+ belongs to another key/,
  )
  expect(await validatePeople(withLines('server: {prot: 1}', 'tokenz: 1'), folder)).toMatch(
    /^1: config\.yaml:1 .*\n.*:2 /,
  )
  expect(await validatePeople('', folder)).toBe('0: config.yaml can be used.\n')
})

test('logging: level, log_file and write_to_stdout are as they are written', async () => {
  const logging = 'logging: {level: trace, log_file: people.log, write_to_stdout: false}'
  const { folder, close, output } = await startPeople(withLines(PLAIN, logging))
  await close()
  expect(output()).toBe('')
  expect(await readFile(join(folder, 'people.log'), 'utf8')).toMatch(/^\{.*people-listen/m)
  const quiet = await startPeople(withLines(PLAIN, 'logging: {level: error, pretty_stdout: true}'))
  expect(quiet.output()).toBe('')
})

test('logging: pretty_stdout', async () => {
  const { output, url } = await startPeople(withLines(PLAIN, 'logging: {pretty_stdout: true}'))
  expect(output()).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info {2}people people-listen/m)
  expect(url()).toMatch(/^http:/)
})

test('a database of Stoke is not filled, and what a PostgreSQL says is told in the words of the file', async () => {
  const folder = await temporaryPeople()
  const stoke = new DatabaseSync(join(folder, 'stoke.db'))
  for (const table of ['claim_groups', 'claims', 'users', 'private_keys'])
    stoke.exec(`create table ${table}(id integer)`)
  stoke.close()
  const before = await readFile(join(folder, 'stoke.db'))
  await expect(startPeople(withLines(PLAIN), { folder })).rejects.toThrow(
    /database of another program \(its tables are claim_groups, .*\)\. It is that of Stoke.*database\.sqlite\.file/,
  )
  expect(await readFile(join(folder, 'stoke.db'))).toEqual(before)
  const postgres = 'database: {type: postgres, postgres: {port: 1}}'
  await expect(startPeople(withLines(PLAIN, postgres))).rejects.toThrow(/ECONNREFUSED.*Start the PostgreSQL that database\.postgres names/) // prettier-ignore
})

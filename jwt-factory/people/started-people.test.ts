import { once } from 'node:events'
import { chmod, copyFile, readFile, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { certifiedTemplate } from '../../tests/support/folders.ts'
import { onUnix } from '../../tests/support/needs.ts'
import type { CertificatePair } from '#core/http/certificates/pair'
import { EVERY_KEY } from './config/every-key.fixture.ts'
import { certifiedPeople, startPeople, temporaryPeople, validatePeople } from './started-people.fixture.ts'
import request from '../../tests/support/request.ts'

// Of each key of a configuration: what it says is so, in a process that was started by it.

const withLines = (...lines: string[]) => lines.map((line) => `${line}\n`).join('')
const PLAIN = 'server: {port: 0, timeout: 20000}'
const logIn = (url: string, password: string) => request(url).post('/api/login').send({ username: 'sadmin', password })

const TLS = 'server: {port: 0, timeout: 20000, tls_private_key: k.pem, tls_public_cert: c.pem}'

onUnix.test('tls_private_key, tls_public_cert: people log in over TLS alone, and an open key is told of', async () => {
  const { folder, ca } = await certifiedPeople()
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
  const { folder } = await certifiedPeople()
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

test('address, allowed_hosts and timeout of a server', async () => {
  const server =
    'server: {address: 127.0.0.1, port: 0, timeout: 1, allowed_hosts: ["https://a.example", "https://b.example"]}'
  const { url, password } = await startPeople(withLines(server))
  expect(url()).toMatch(/^http:\/\/(?:127\.0\.0\.1|localhost):/)
  const asked = (origin: string) => request(url()).get('/api/available_providers').set('origin', origin)
  for (const origin of ['https://a.example', 'https://b.example'])
    expect((await asked(origin).expect(200)).headers['access-control-allow-origin']).toBe(origin)
  await asked('https://c.example').expect(403)
  const answers = await Promise.all([1, 2, 3].map(() => logIn(url(), password())))
  expect(answers.map(({ status }) => status)).toContain(503)
})

const TOKENS = `tokens: {algorithm: RSA, num_bits: 384, persist_keys: true, key_duration: 50m, token_duration: 20m, issuer: i,
  subject: s, audience: [a, b], include_issued_at: yes, include_not_before: yes, token_refresh_limit: 3,
  token_refresh_count_key: c, user_info: {full_name: n, username: u, email: e, first_name: f, last_name: l}}`

test.each(['strict', 'stoke'])('tokens, in dialect %s', async (dialect) => {
  const database = 'database: {type: sqlite, sqlite: {file: data/other.db, flags: "cache=shared&_fk=1"}}'
  const { url, password, folder } = await startPeople(withLines(`dialect: ${dialect}`, PLAIN, TOKENS, database))
  const { body } = await logIn(url(), password()).expect(200)
  const [header, claims] = [0, 1].map((at) =>
    JSON.parse(Buffer.from(body.token.split('.')[at], 'base64url').toString()),
  )
  expect(header.alg).toBe('PS384')
  expect(claims).toMatchObject({ iss: 'i', sub: 's', aud: ['a', 'b'], u: 'sadmin', stk: 'S' })
  expect(['n', 'e', 'f', 'l', 'iat', 'nbf'].filter((claim) => !(claim in claims))).toEqual([])
  expect(claims.exp - claims.iat).toBe(20 * 60)
  expect(claims.c).toBe(dialect === 'stoke' ? 'k3' : undefined)
  const set = await request(url()).get('/api/pkeys').expect(200)
  expect(Date.parse(set.body.exp) - 1000 * claims.iat).toBeLessThanOrEqual(20 * 60_000 + 1000) // 50 minutes less one and a half lives
  await stat(join(folder, 'data/other.db.keys')) // its keys are kept
})

test('persist_keys: false keeps none; create_stoke_claims: true makes some', async () => {
  const { url, folder } = await startPeople(withLines(PLAIN, 'tokens: {persist_keys: false}', 'users: {create_stoke_claims: true}')) // prettier-ignore
  await expect(stat(join(folder, 'stoke.db.keys'))).rejects.toThrow('ENOENT')
  const { text } = await request(url()).get('/metrics').expect(200)
  expect(Number(/entries\{kind="claims"\} (\d+)/.exec(text)?.[1])).toBeGreaterThan(5)
})

test('disable_monitoring, require_prometheus_authentication', async () => {
  const off = await startPeople(withLines(PLAIN, 'telemetry: {disable_monitoring: true}'))
  await request(off.url()).get('/metrics').expect(404)
  const { url, password } = await startPeople(withLines(PLAIN, 'telemetry: {require_prometheus_authentication: true}'))
  await request(url()).get('/metrics/logs').expect(401)
  const { body } = await logIn(url(), password()).expect(200)
  const { text } = await request(url()).get('/metrics/logs').set('authorization', `Bearer ${body.token}`).expect(200)
  expect(text).toContain('logged-in')
})

/** Takes what is sent to it. */
async function openCollector(tls?: CertificatePair) {
  const got: { url: string | undefined; body: string }[] = []
  const take = (asked: IncomingMessage, response: ServerResponse) => {
    void asked.toArray().then((pieces) => {
      got.push({ url: asked.url, body: Buffer.concat(pieces).toString() })
      response.end('{}')
    })
  }
  const server = tls ? createTlsServer(tls, take) : createServer(take)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { got, at: `localhost:${(server.address() as AddressInfo).port}` } // it listens
}

const tracesTo = (url: string, isPlain: boolean) =>
  withLines(PLAIN, `telemetry: {trace_provider: http, trace_export_url: "${url}", trace_insecure: ${isPlain}}`)

test('trace_provider, trace_export_url, trace_insecure: spans are sent there, the last ones at the end', async () => {
  const { got, at } = await openCollector()
  for (const path of ['', '/otlp/v1/traces']) {
    const { url, password, close } = await startPeople(tracesTo(`http://${at}${path}`, true))
    await logIn(url(), password()).expect(200)
    await close()
  }
  expect(got.map(({ url }) => url)).toEqual(['/v1/traces', '/otlp/v1/traces'])
  const [{ resource, scopeSpans }] = JSON.parse(got[0]?.body ?? '').resourceSpans
  expect(resource.attributes).toEqual([{ key: 'service.name', value: { stringValue: 'people' } }])
  expect(scopeSpans[0].spans).toEqual([expect.objectContaining({ name: 'POST /api/login', kind: 2 })])
})

test('a collector whose certificate is not believed gets nothing, and logins go on', async () => {
  const { folder } = await certifiedPeople()
  const { got, at } = await openCollector({ cert: await readFile(join(folder, 'c.pem'), 'utf8'), key: await readFile(join(folder, 'k.pem'), 'utf8') }) // prettier-ignore
  const { url, password, close, output } = await startPeople(tracesTo(`https://${at}`, false))
  await logIn(url(), password()).expect(200)
  await close()
  expect([got, output()]).toEqual([[], expect.stringMatching(/not believed.*NODE_EXTRA_CA_CERTS.*spans-not-sent/)])
})

test('each key of the example is tried here, but for those of another choice', async () => {
  const OTHERS = /^(?:host|database|user|password|extra_args|mysql|metric_.*|(?:enable_|server_url|bind_|group_|user_.*_|user_search|ldap_|search_|skip_).*|disable_admin)$/ // prettier-ignore
  const text = await readFile(import.meta.filename, 'utf8')
  const keys = [...EVERY_KEY.matchAll(/^ *(\w+):/gm)].map(([, key = '']) => key)
  expect(keys.filter((key) => !OTHERS.test(key) && !new RegExp(`\\b${key}\\b`).test(text))).toEqual([])
})

import { readFile } from 'node:fs/promises'
import { manualClock, systemClock } from '#core/clock'
import { createControl } from '#core/control/control'
import { createGuard } from '#core/http/guard'
import { createLog } from '#core/log'
import { createMemoryStore } from '#core/store/memory-store'
import type { Store } from '#core/store/store'
import type { SpanSender } from '#core/telemetry/send-spans'
import { createTraces } from '#core/trace/recorder'
import { readPeopleConfig } from './config/read-people-config.ts'
import { readInitFile } from './dbinit/read-init-file.ts'
import { mirroredDirectory } from './audit/mirrored-directory.ts'
import { createDirectory } from './directory/directory.ts'
import { fillDirectory } from './fill-directory.ts'
import { openPeopleKeys } from './keys/open-people-keys.ts'
import { openArgon2id } from './passwords/argon2id.ts'
import { createPasswords, type Passwords } from './passwords/passwords.ts'
import { createPeople } from './people.ts'
import { openLdap } from './sources/ldap/open-ldap.ts'
import { createLogTail } from './telemetry/log-tail.ts'
import request from '../../tests/support/request.ts'

/** The configuration of the seed's first page, in memory. */
export const SEED_CONFIG = `server: {port: 8080, timeout: 10000}
tokens: {algorithm: ECDSA, num_bits: 256, key_duration: 3h, token_duration: 30m, issuer: stoke-1, user_info: {full_name: n, username: u}}
`

const init = readInitFile(await readFile(new URL('example/dbinit.yaml', import.meta.url), 'utf8'), 'dbinit.yaml')

interface TestPeopleChanges {
  /** As at the factory of a sandbox. */
  hasControl?: boolean
  config?: string
  check?: Passwords['check']
  make?: Passwords['make']
  /** Where its clock begins. */
  at?: number | string
  /** Of another factory, whose people these are as well. */
  store?: Store
  /** Are handed to this in place of a collector. */
  spans?: SpanSender
}

/** People with the seed's own data, in memory, at a clock that a test moves. */
export async function openTestPeople({
  hasControl = false,
  config: text = SEED_CONFIG,
  at = '2026-11-27T00:00:00Z',
  store: given,
  spans,
  ...changes
}: TestPeopleChanges = {}) {
  const clock = manualClock(at)
  const config = readPeopleConfig(text, 'config.yaml', { folder: '/nowhere' })
  const store = given ?? createMemoryStore(clock)
  const directory = createDirectory(store)
  const hashes = { made: 0 }
  const { argon2id } = openArgon2id()
  const passwords = createPasswords((message, salt) => (hashes.made++, argon2id(message, salt)))
  const { make } = passwords
  const facts = { init, createsStokeClaims: false, rules: config.rules, now: clock.now() }
  await fillDirectory(directory, facts, { make, tellPassword: () => {} })
  const rings = await openPeopleKeys(config, { store, clock, storeSecret: undefined })
  const lines: string[] = []
  const logTail = createLogTail()
  const log = createLog({ name: 'people', level: 'debug', format: 'json', clock, write: (line) => (lines.push(line), logTail.add(line)) }) // prettier-ignore
  const { allowedOrigins } = config.server
  const guard = createGuard({ host: 'localhost', allowedHosts: [], tlsNames: [], allowedOrigins, urls: [] })
  const { ldap } = config.users
  const mirrored = mirroredDirectory(store, directory, { clock, machine: systemClock })
  const ldapParts = { directory: mirrored, rules: config.rules, clock, machine: systemClock, log }
  const otherDirectories = ldap ? [await openLdap(ldap, ldapParts)] : []
  const app = createPeople({
    name: 'people',
    config,
    clock,
    machine: systemClock,
    store,
    rings,
    directory,
    passwords: { ...passwords, ...changes },
    otherDirectories,
    watch: { startedAt: clock.now(), logTail, ...(spans && { spans }) },
    log,
    guard,
    traces: createTraces('people', clock),
    control: createControl({ machine: clock, isOn: hasControl }),
  })
  const login = (body: object) => request(app).post('/api/login').send(body)
  return {
    app,
    clock,
    config,
    directory,
    hashes,
    lines,
    rings,
    store,
    login,
    asTester: async (more = {}) => (await login({ username: 'tester', password: 'tester', ...more }).expect(200)).body,
    renew: ({ token, refresh }: { token: string; refresh: string }, path = '/api/renew') =>
      request(app).post(path).set('authorization', `Bearer ${token}`).send({ refresh }),
    keySet: async () => (await request(app).get('/api/pkeys').expect(200)).body,
  }
}

/** Half of a token, unverified. */
export const halfOfToken = (token: string, at: 0 | 1) =>
  JSON.parse(Buffer.from(token.split('.')[at] ?? '', 'base64url').toString())

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { createLog } from '#core/log'
import { createMemoryStore } from '#core/store/memory-store'
import { planetExpressConfig } from '../../../../tests/support/planet-express.ts'
import { configFaultsIn, readWritten } from '../../config/every-key.fixture.ts'
import { createDirectory } from '../../directory/directory.ts'
import { STRICT_RULES } from '../../directory/small-directory.fixture.ts'
import { readLdapAddress } from './ldap-address.ts'
import { openLdap } from './open-ldap.ts'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'open-ldap-'))))
afterAll(() => rm(folder, { recursive: true }))

/** @returns the lines of the log, or why it cannot be opened */
async function opened(url: string, changes: Record<string, unknown> = {}): Promise<string> {
  const { users } = readWritten(planetExpressConfig(url, changes))
  if (!users.ldap) throw new Error('it is switched off')
  const lines: string[] = []
  const log = createLog({ name: 'people', level: 'debug', format: 'json', clock: systemClock, write: (line) => void lines.push(line) }) // prettier-ignore
  const directory = createDirectory(createMemoryStore(systemClock))
  const parts = { directory, rules: STRICT_RULES, clock: systemClock, machine: systemClock, log }
  return openLdap(users.ldap, parts).then(
    () => lines.join(''),
    ({ message }: Error) => message,
  )
}

test('a directory need not be there when it is opened; one that is spoken to in the open is warned of', async () => {
  for (const url of [
    'ldap://localhost:1',
    'ldap://127.0.0.1',
    'ldap://[::1]:389',
    'ldaps://ldap.example',
    'ldapi:///run/x',
  ])
    expect(await opened(url), url).toBe('')
  expect(await opened('ldap://ldap.example')).toContain('"ldap-without-tls"')
})

test('what cannot be read is said before anybody logs in', async () => {
  const url = 'ldaps://ldap.example'
  const file = join(folder, 'ca.pem')
  expect(await opened(url, { ldap_ca_cert: join(folder, 'no.pem') })).toMatch(/^users\.ldap_ca_cert cannot be read/)
  await writeFile(file, 'no certificate')
  expect(await opened(url, { ldap_ca_cert: file })).toContain('there is none in it')
  await writeFile(file, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
  expect(await opened(url, { ldap_ca_cert: file })).toMatch(/^users\.ldap_ca_cert cannot be read as certificates/)
  expect(await opened(url, { group_filter_template: '(&(a=b)(member={{.UserDN}})' })).toMatch(/^users\.group_filter_template is no filter/) // prettier-ignore
  expect(await opened(url, { user_filter_template: 'uid={{.Username}})' })).toMatch(
    /^users\.user_filter_template is no filter/,
  )
})

const bindFaults = (changes: Record<string, unknown>) =>
  configFaultsIn(planetExpressConfig('ldap://localhost', changes))

test('whoever asks has a name and a password, or neither', () => {
  expect(bindFaults({ bind_user_password: '' })).toEqual([expect.stringMatching(/bind_user_password is empty/)])
  expect(bindFaults({ bind_user_dn: 'EXTERNAL' })).toEqual([
    expect.stringMatching(/bind_user_dn is not a distinguished/),
  ])
  expect(bindFaults({ bind_user_dn: '', bind_user_password: '' })).toEqual([])
})

/** Where nobody listens, the error says where that was. */
const triedPath = (url: string) =>
  new Promise((resolve) =>
    readLdapAddress(url, undefined)
      .connect()
      .once('error', (error) => resolve('address' in error && error.address)),
  )

test('a socket has its path as it is, or as a URL has it, or where OpenLDAP has it', async () => {
  expect(await triedPath('ldapi:///no/socket')).toBe('/no/socket')
  expect(await triedPath('ldapi://%2Fno%2Fsocket')).toBe('/no/socket')
})

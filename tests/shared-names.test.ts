import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { sharedNames } from '#core/http/certificates/names'
import { openTlsIdentity } from '#core/http/tls'
import { BASE, openCertifiedFactory, type CertifiedFactory } from './support/certified-clients.ts'
import { certifiedFolder } from './support/folders.ts'
import { openLoneFactory } from './support/lone-factory.ts'
import { until } from './support/until.ts'

const SHARED = 'shared.test'
const CLIENTS = { servicea: { ...BASE, tlsClientAuthSanDns: 'servicea' } }
const declaring = (host: string) => ({ ...BASE, tlsClientAuthSanDns: host })

let factory: CertifiedFactory
beforeAll(async () => {
  factory = await openCertifiedFactory({ ...CLIENTS, batch: declaring(SHARED) })
})
afterAll(() => factory.close())

test.each<[string, Record<string, string>]>([
  ['of TLS_NAMES', { TLS_NAMES: `other.test,${SHARED}` }],
  ['of TLS_NAMES, in other letters', { TLS_NAMES: 'SHARED.Test' }],
  ['of two services', { SERVICEA_URL: `https://${SHARED}:1`, SERVICEB_URL: `https://${SHARED}:2` }],
  ['of the factory and a service', { FACTORY_URL: `https://${SHARED}`, SERVICEB_URL: `https://${SHARED}:2` }],
  ['of the machine, when HOST is another', { HOST: '127.0.0.1', TLS_NAMES: `127.0.0.1,${SHARED}` }],
])('a name %s names no client: the start says where it stands, and what will do', async (_whose, env) => {
  const keysFolder = await folderWith({ ...CLIENTS, batch: declaring('shared.TEST') })
  const error = await openLoneFactory({ STORE: 'memory', ...env }, { keysFolder }).catch((error: unknown) => error)
  expect(String(error)).toMatch(/batch\.tlsClientAuthSanDns {2}must be a name that one process has alone.*SubjectDn/)
})

test('a name that one service has alone, for instance the host of its address, names its client', async () => {
  const keysFolder = await folderWith({ batch: declaring(SHARED) })
  const lone = await openLoneFactory({ STORE: 'memory', SERVICEA_URL: `https://${SHARED}:1` }, { keysFolder })
  await lone.close()
})

test('a file that is read again, and the control plane, refuse such a name too', async () => {
  const alike = await openCertifiedFactory(CLIENTS, { TLS_NAMES: SHARED, CONTROL: 'on' })
  onTestFinished(() => alike.close())
  await writeFile(fileIn(alike.keysFolder), JSON.stringify({ ...CLIENTS, batch: declaring(SHARED) }))
  await until('it is named', () => alike.logs.some((line) => line.includes('clients-file-faulty')))
  const answer = await fetch(`http://localhost:${alike.port}/control/clients/batch`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(declaring(SHARED)),
  })
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('one process has alone')])
})

test('a name that the certificate of the factory has, whatever the settings say now, proves nobody', async () => {
  const ofService = await openTlsIdentity(join(factory.keysFolder, 'tls'), 'serviceb', systemClock, FURTHER)
  expect((await factory.post({ client_id: 'batch' }, ofService)).status).toBe(200)
  // As when nothing can be written, so that a certificate of earlier settings stays in use.
  const keysFolder = await folderWith({ batch: declaring(SHARED) })
  const tls = join(keysFolder, 'tls')
  for (const name of ['serviceb', 'jwt-factory']) await openTlsIdentity(tls, name, systemClock, FURTHER)
  const [shown, ca] = await Promise.all([
    openTlsIdentity(tls, 'serviceb', systemClock, FURTHER),
    readFile(join(tls, 'ca.pem')),
  ])
  await rm(join(tls, 'ca.key.pem'))
  const later = await openLoneFactory({ STORE: 'memory' }, { keysFolder })
  onTestFinished(() => later.close())
  const post = (form: Record<string, string>) => factory.post(form, { ...shown, ca, port: later.tlsPort })
  expect(await post({ client_id: 'batch' })).toMatchObject({
    status: 401,
    said: expect.stringContaining('names nobody'),
  })
})

test('names are shared when two certificates have them, the name of one of the processes too', () => {
  const named = sharedNames({ a: ['b', 'Host.test.', '[0:0::2]'], b: ['host.test', '::2'], c: ['c', 'own.test'] })
  expect(named.sort()).toEqual(['127.0.0.1', '::1', '::2', 'b', 'host.test', 'localhost'].sort())
})

const FURTHER = { furtherNames: [SHARED] }

const fileIn = (keysFolder: string) => join(keysFolder, 'jwt-factory', 'clients.json')

async function folderWith(clients: object): Promise<string> {
  const keysFolder = await certifiedFolder()
  onTestFinished(() => rm(keysFolder, { recursive: true, force: true }))
  await mkdir(join(keysFolder, 'jwt-factory'), { mode: 0o700 })
  await writeFile(fileIn(keysFolder), JSON.stringify(clients), { mode: 0o600 })
  return keysFolder
}

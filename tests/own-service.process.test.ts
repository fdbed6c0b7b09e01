import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { createCA, createCert } from 'mkcert'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { openTlsIdentity } from '#core/http/tls'
import { ask } from './support/play-all.ts'
import { freePortSettings, isFree } from './support/ports.ts'
import { npm, testKeysFolder } from './support/processes.ts'
import { until } from './support/until.ts'

/** Lets in whoever brings anything, as no service should. */
const letsAllIn: RequestListener = ({ headers }, response) =>
  void response.writeHead(headers.authorization === undefined ? 401 : 200).end()

async function listening(server: Server): Promise<number> {
  server.listen(0, 'localhost')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

async function started(settings: Record<string, string>) {
  const { env, ports } = await freePortSettings()
  const sandbox = npm(['start'], { ...env, ...settings })
  await until('the welcome', () => {
    if (sandbox.code() !== undefined) throw new Error(`it ended:\n${sandbox.output()}`)
    return sandbox.output().includes('The sandbox is ready')
  })
  return { sandbox, ports, play: (path: string) => ask(ports['SERVICEA_PORT'] ?? 0, path) }
}

const LET_IN = { valid: true, status: 200, isOwnService: true }

test('npm start with a B of yours over plain HTTP: ours is not started, the start says so, and the plays go to yours', async () => {
  const port = await listening(createServer(letsAllIn))
  const SERVICEB_URL = `http://localhost:${port}`
  const { sandbox, ports, play } = await started({ SERVICEB_URL, KEYS_FOLDER: await testKeysFolder() })
  expect(sandbox.output()).toContain(`serviceb is your own service at ${SERVICEB_URL}`)
  expect(sandbox.output()).toContain('nothing is checked about who answers there')
  expect(sandbox.output()).not.toContain(`localhost:${ports['SERVICEB_PORT']}`)
  expect(await isFree(ports['SERVICEB_PORT'] ?? 0)).toBe(true)
  expect(await play('/scenario1')).toMatchObject({ status: 200, body: LET_IN })
  expect(await play('/scenario2')).toMatchObject({ body: { serviceb: LET_IN, servicec: { valid: true } } })
  expect(await play('/scenario11')).toMatchObject({ status: 409 })
  expect(await play('/scenario12')).toMatchObject({ status: 200 })
  const env = Object.fromEntries(Object.entries(ports).map(([name, at]) => [name, String(at)]))
  const all = npm(['run', '-s', 'control', '--', 'status'], { ...env, SERVICEB_URL })
  expect({ code: await all.ended(), said: all.output() }).toEqual({
    code: 0,
    said: expect.not.stringContaining('serviceb'),
  })
  const named = npm(['run', '-s', 'control', '--', 'status', '--process', 'serviceb'], { ...env, SERVICEB_URL })
  expect({ code: await named.ended(), said: named.output() }).toEqual({
    code: 1,
    said: expect.stringContaining('your own service'),
  })
  sandbox.killGroup('SIGINT')
  await until('the end of all processes', () => !sandbox.hasLeftSomething())
})

test('over TLS it needs a certificate that is believed: that of the role, or of an authority that is said', async () => {
  const KEYS_FOLDER = await testKeysFolder()
  const { cert, key } = await openTlsIdentity(join(KEYS_FOLDER, 'tls'), 'serviceb', systemClock)
  const ca = await createCA({ organization: 'Yours', countryCode: 'NP', state: 'x', locality: 'x', validity: 10 })
  const other = await createCert({ domains: ['localhost'], validity: 10, ca })
  const [ofRole, ofOther] = [await listening(createTlsServer({ cert, key }, letsAllIn)), await listening(createTlsServer(other, letsAllIn))] // prettier-ignore
  const SERVICEC_CA = join(KEYS_FOLDER, 'other.pem')
  await writeFile(SERVICEC_CA, ca.cert)
  const urls = { SERVICEB_URL: `https://localhost:${ofRole}`, SERVICEC_URL: `https://localhost:${ofOther}` }
  const believed = await started({ ...urls, SERVICEC_CA, KEYS_FOLDER })
  expect(believed.sandbox.output()).toContain('servicec is your own service')
  expect(await believed.play('/scenario2')).toMatchObject({ body: { serviceb: LET_IN, servicec: LET_IN } })
  believed.sandbox.killGroup('SIGINT')
  await until('the end of all processes', () => !believed.sandbox.hasLeftSomething())

  const known = await started({ ...urls, SERVICEC_CA: 'system', NODE_EXTRA_CA_CERTS: SERVICEC_CA, KEYS_FOLDER })
  expect(await known.play('/scenario2')).toMatchObject({ body: { serviceb: LET_IN, servicec: LET_IN } })
  known.sandbox.killGroup('SIGINT')
  await until('the end of all processes', () => !known.sandbox.hasLeftSomething())

  const strange = await started({ ...urls, KEYS_FOLDER })
  const { body } = (await strange.play('/scenario2')) ?? {}
  expect(body).toMatchObject({ serviceb: LET_IN, servicec: { valid: false, problem: { peer: 'servicec' } } })
  expect(body.servicec.problem.detail).toContain('certificate')
  strange.sandbox.killGroup('SIGINT')
  await until('the end of all processes', () => !strange.sandbox.hasLeftSomething())
})

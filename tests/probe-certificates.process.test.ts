import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TlsOptions } from 'node:tls'
import mkcert from 'mkcert'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { startIssuerInProcess } from '../apps/sandbox/issuer-in-process.ts'
import { temporaryFolder } from './support/folders.ts'
import { runToEnd } from './support/run-to-end.ts'
import { openSmallService } from './support/small-service.ts'

const PROBE = ['--import', './core/process/runtime.js', 'apps/probe/main.ts']

const SUBJECT = { organization: 'somebody', countryCode: 'NP', state: 'Local', locality: 'Local' }

/** A strict service behind TLS, with a certificate for a name, and the command that probes it. */
async function openScene(domain: string, more: TlsOptions = {}) {
  const issuer = await startIssuerInProcess({ clock: systemClock })
  onTestFinished(() => issuer.close())
  const service = await openSmallService({ issuer: issuer.url, audience: 'orders' })
  onTestFinished(service.close)
  const ca = await mkcert.createCA({ ...SUBJECT, validity: 30 })
  const own = await mkcert.createCert({ ca, domains: [domain], validity: 30 })
  const client = await mkcert.createCert({ ca, domains: ['client'], validity: 30 })
  const folder = await temporaryFolder()
  const files = { 'ca.pem': ca.cert, 'client.pem': client.cert, 'client.key.pem': client.key }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const asked: string[] = []
  const server = createServer({ ...own, ca: ca.cert, ...more }, async ({ headers: { authorization } }, response) => {
    asked.push(authorization ?? '')
    const answer = await fetch(service.url, authorization === undefined ? {} : { headers: { authorization } })
    response.writeHead(answer.status, [...answer.headers].filter(([name]) => !/^(?:content-length|connection|transfer-encoding|keep-alive)$/.test(name)).flat()).end(await answer.text()) // prettier-ignore
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo // it listens
  const words = [`https://localhost:${port}/orders`, '--factory', issuer.plainUrl, '--issuer', issuer.url]
  const cases = ['--audience', 'orders', '--algorithms', 'ES256', '--leeway', '0', '--only', 'signature']
  const probe = (...args: string[]) =>
    runToEnd(process.execPath, [...PROBE, ...words, ...cases, ...args], { INIT_CWD: folder, KEYS_FOLDER: folder })
  return { probe, asked }
}

test('a service that wants a client certificate is probed with one, and without one what to give is said', async () => {
  const { probe, asked } = await openScene('localhost', { requestCert: true, rejectUnauthorized: true })
  const known = ['--ca', 'ca.pem']
  const without = await probe(...known)
  expect(without).toMatchObject({ code: 2, output: expect.stringContaining('--cert FILE and --key FILE') })
  expect(asked).toEqual([])
  const { code, output } = await probe(...known, '--cert', 'client.pem', '--key', 'client.key.pem')
  expect(code, output).toBe(0)
  expect(asked.length).toBeGreaterThan(10)
})

test('a certificate for another name is refused with a sentence, whatever authority is believed, and nothing is sent', async () => {
  const { probe, asked } = await openScene('elsewhere.test')
  const { code, output } = await probe('--ca', 'ca.pem')
  expect([code, output]).toEqual([2, expect.stringContaining('its certificate is for another name')])
  expect(asked).toEqual([])
})

test('a certificate that nobody known has signed is refused with a sentence, and nothing is sent', async () => {
  const { probe, asked } = await openScene('localhost')
  expect(await probe()).toMatchObject({ code: 2, output: expect.stringContaining('--ca FILE') })
  expect(asked).toEqual([])
})

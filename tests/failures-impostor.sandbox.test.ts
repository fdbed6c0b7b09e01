import { once } from 'node:events'
import { createServer } from 'node:net'
import { createCA, createCert } from 'mkcert'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openLonelySandbox, type LonelySandbox, type PeerName } from './support/stand-ins.ts'
import { httpAnswer, openTlsPeer } from './support/tls-peer.ts'

let sandbox: LonelySandbox
let stranger: Awaited<ReturnType<typeof createCA>>
beforeAll(async () => {
  sandbox = await openLonelySandbox()
  stranger = await createCA({ organization: 'Stranger', countryCode: 'NP', state: 'x', locality: 'x', validity: 10 })
})
afterAll(() => sandbox.close())

type Certificate = { cert: string; key: string }

const domains = (name: PeerName) => [name, 'localhost', '127.0.0.1']

const IMPOSTORS: [string, (peer: PeerName) => Promise<Certificate>][] = [
  ['a certificate that a stranger made', (peer) => createCert({ domains: domains(peer), validity: 10, ca: stranger })],
  ["the stranger's own certificate", async () => stranger],
  ['the good certificate of another process of this sandbox', () => sandbox.identity('servicea')],
  ['a certificate of this sandbox for localhost alone', () => fromSandbox({ domains: ['localhost'], validity: 10 })],
  ['a certificate of this sandbox that has expired', (peer) => fromSandbox({ domains: domains(peer), validity: -1 })],
]

async function fromSandbox(certificate: { domains: string[]; validity: number }): Promise<Certificate> {
  const [cert, key] = await Promise.all(['ca.pem', 'ca.key.pem'].map((file) => sandbox.readKeyFile(`tls/${file}`)))
  return createCert({ ...certificate, ca: { cert: cert ?? '', key: key ?? '' } })
}

async function bringImpostor(peer: PeerName, certificate: Certificate) {
  const yes = httpAnswer(200, 'application/json', '{"valid":true,"claims":{}}')
  const impostor = await openTlsPeer(certificate, (socket) => socket.write(yes), sandbox.portOf[peer])
  onTestFinished(() => impostor.close())
  return impostor
}

describe.each(IMPOSTORS)('with %s', (_what, certificate) => {
  test("an impostor at B's address gets no token", async () => {
    await sandbox.bring('jwt-factory')
    const impostor = await bringImpostor('serviceb', await certificate('serviceb'))
    for (const path of ['/scenario1', '/scenario3']) {
      const { status, body } = await sandbox.plain('servicea', path)
      expect(body).toMatchObject({ type: 'urn:jwt-sandbox:problem:peer-unreachable', peer: 'serviceb' })
      expect(body.detail).toContain('certificate')
      expect(status).toBe(502)
    }
    expect(impostor.connections()).toBeGreaterThan(0)
    expect(impostor.received()).toBe('')
  })

  test("in a fan-out, an impostor at B's address gets no token, and C is called all the same", async () => {
    await sandbox.bring('jwt-factory', 'servicec')
    const impostor = await bringImpostor('serviceb', await certificate('serviceb'))
    const { body } = await sandbox.plain('servicea', '/scenario4')
    expect(body).toMatchObject({ serviceB: { valid: false, problem: { status: 502 } }, serviceC: { valid: true } })
    expect(impostor.received()).toBe('')
  })

  test("an impostor at the factory's address is told nothing, neither by A nor by B", async () => {
    const impostor = await bringImpostor('jwt-factory', await certificate('jwt-factory'))
    const { status, body } = await sandbox.plain('servicea', '/scenario1')
    expect(body).toMatchObject({ type: 'urn:jwt-sandbox:problem:peer-unreachable', peer: 'jwt-factory' })
    expect(status).toBe(502)
    await sandbox.bring('serviceb')
    const headers = { authorization: 'Bearer a.b.c' }
    const asked = await sandbox.get('serviceb', '/scenario1-server', { headers })
    expect(asked.body).toMatchObject({ type: 'urn:jwt-sandbox:problem:cannot-decide', peer: 'jwt-factory' })
    expect(asked.status).toBe(503)
    expect(impostor.connections()).toBeGreaterThan(1)
    expect(impostor.received()).toBe('')
  })
})

test('a peer that listens without TLS at the TLS port gets no token', async () => {
  let received = ''
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (data) => {
      received += data.toString('latin1')
      socket.end(httpAnswer(200, 'application/json', '{"valid":true,"claims":{}}'))
    })
  })
  await once(server.listen(sandbox.portOf.serviceb, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())

  const { status, body } = await sandbox.plain('servicea', '/scenario3')
  expect(body).toMatchObject({ type: 'urn:jwt-sandbox:problem:peer-unreachable', peer: 'serviceb' })
  expect(status).toBe(502)
  expect(received).not.toBe('') // a ClientHello
  expect(received).not.toMatch(/eyJ[\w-]{8}|bearer |GET \//i)
})

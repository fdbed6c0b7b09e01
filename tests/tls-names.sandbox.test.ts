import { readFile } from 'node:fs/promises'
import { get } from 'node:https'
import { connect, type PeerCertificate } from 'node:tls'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { caFile } from './support/trusting.ts'

let sandbox: TestSandbox
let ca: string
beforeAll(async () => {
  const env = { TLS_NAMES: 'issuer.test, 10.0.0.7', SERVICEB_URL: 'https://B.example:8443' }
  sandbox = await openTestSandbox({ env })
  ca = await readFile(caFile(sandbox.keysFolder), 'utf8')
  return () => sandbox.close()
})

/** Somebody calls by a name that leads to this machine elsewhere. @returns the status */
function call(tlsPort: number, name: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { host: `${name}:${tlsPort}` }
    get(
      { host: '127.0.0.1', port: tlsPort, servername: name, path: '/healthz', headers, ca, agent: false },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      },
    ).on('error', reject)
  })
}

function certificateOf(port: number): Promise<PeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', ca }, () => resolve(socket.getPeerCertificate()))
    socket.on('error', reject)
    onTestFinished(() => void socket.destroy())
  })
}

describe('a name of TLS_NAMES', () => {
  test('is in the certificate of every process, and a name that it may be called by', async () => {
    for (const { tlsPort } of Object.values(sandbox.processes)) {
      expect(await call(tlsPort, 'issuer.test')).toBe(200)
      expect((await certificateOf(tlsPort)).subjectaltname).toContain('IP Address:10.0.0.7')
    }
  })
})

test("the host of a process's own URL is in its certificate, and in no other", async () => {
  expect(await call(sandbox.processes.serviceb.tlsPort, 'b.example')).toBe(200)
  await expect(call(sandbox.processes.servicec.tlsPort, 'b.example')).rejects.toThrow('altnames')
})

test('a name that nobody has asked for is in no certificate', async () => {
  await expect(call(sandbox.factory.tlsPort, 'other.test')).rejects.toThrow('altnames')
})

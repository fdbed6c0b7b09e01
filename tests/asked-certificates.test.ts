import { connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { BASE, openCertifiedFactory, SECRET, type CertifiedFactory } from './support/certified-clients.ts'

let factory: CertifiedFactory
beforeAll(async () => {
  const servicea = { ...BASE, tlsClientAuthSubjectDn: 'CN=servicea' }
  factory = await openCertifiedFactory({ servicea, servicec: { ...BASE, secret: SECRET } })
})
afterAll(() => factory.close())

/** Agrees on TLS once, and asks once. @returns whether a session was taken up again, and a new one */
function agree(
  port: number,
  options: object,
): Promise<{ status: string; isResumed: boolean; session: Buffer | undefined }> {
  return new Promise((resolve, reject) => {
    let session: Buffer | undefined
    let text = ''
    const body = 'grant_type=client_credentials&client_id=servicea'
    const socket: TLSSocket = connect(
      { host: 'localhost', port, ca: factory.ca, rejectUnauthorized: true, ...options },
      () => {
        const head =
          'POST /token HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded'
        socket.write(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
      },
    )
    socket.on('session', (one) => (session = one)).on('error', reject)
    socket.setEncoding('utf8').on('data', (part: string) => (text += part))
    socket.on('end', () => resolve({ status: text.slice(9, 12), isResumed: socket.isSessionReused(), session }))
  })
}

describe('a connection', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'that takes up a session again has its certificate: %s',
    async (maxVersion) => {
      const first = await agree(factory.tlsPort, { ...factory.own('servicea'), maxVersion })
      expect(first).toMatchObject({ status: '200', isResumed: false, session: expect.any(Buffer) })
      const { session } = first
      expect(await agree(factory.tlsPort, { session, maxVersion })).toMatchObject({ status: '200', isResumed: true })
      const bare = await agree(factory.tlsPort, { maxVersion })
      expect(bare).toMatchObject({ status: '401', isResumed: false })
      expect(await agree(factory.tlsPort, { session: bare.session, maxVersion })).toMatchObject({
        status: '401',
        isResumed: true,
      })
    },
  )

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is asked for a certificate only while a client is registered with one, then also where it has a session: %s',
    async (maxVersion) => {
      const plain = await openCertifiedFactory({ servicea: { ...BASE, secret: SECRET } })
      onTestFinished(() => plain.close())
      const tls = { ...plain.own('servicea'), ca: plain.ca, maxVersion }
      const before = await agree(plain.tlsPort, tls)
      expect(before).toMatchObject({ status: '401', isResumed: false })
      const declared = { ...BASE, tlsClientAuthSubjectDn: 'CN=servicea' }
      const put = await fetch(`http://127.0.0.1:${plain.port}/control/clients/servicea`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(declared),
      })
      expect(put.status).toBe(200)
      expect(await agree(plain.tlsPort, { ...tls, session: before.session })).toMatchObject({
        status: '200',
        isResumed: false,
      })
    },
  )

  test('of somebody without a certificate is served as before', async () => {
    const answer = await fetch(`http://127.0.0.1:${factory.port}/healthz`)
    expect(answer.status).toBe(200)
    const secret = { client_id: 'servicec', client_secret: SECRET }
    expect((await factory.post(secret)).status).toBe(200)
    expect((await factory.post(secret, { maxVersion: 'TLSv1.2' })).status).toBe(200)
  })
})

import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import * as openid from 'openid-client'
import { Agent, fetch as undiciFetch } from 'undici'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { makeAuthority } from '#core/http/certificates/authority'
import type { CertificatePair } from '#core/http/certificates/pair'
import {
  CERTIFIES,
  ENCIPHERS,
  FOR_SERVERS,
  signOddLeaf,
  SIGNS,
  STRANGE,
  type OddLeaf,
} from '#core/http/certificates/odd-leaf.fixture'
import { BASE, openCertifiedFactory, SECRET, type CertifiedFactory } from './support/certified-clients.ts'

const URI = 'spiffe://sandbox.test/batch'
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const KEYS = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const PUBLIC = { keys: [{ ...KEYS.publicKey.export({ format: 'jwk' }), kid: 'own', alg: 'ES256' }] }
const CLIENTS = {
  servicea: { ...BASE, tlsClientAuthSubjectDn: 'CN=servicea' },
  serviceb: { ...BASE, tlsClientAuthSanDns: 'serviceb' },
  servicec: { ...BASE, secret: SECRET },
  both: { ...BASE, secret: SECRET, tlsClientAuthSubjectDn: 'CN=servicea' },
  batch: { ...BASE, tlsClientAuthSanUri: URI },
  alone: { ...BASE, jwks: PUBLIC, assertionAlone: true },
  certified: { ...BASE, jwks: PUBLIC, assertionAlone: true, tlsClientAuthSubjectDn: 'CN=certified' },
}

let factory: CertifiedFactory
beforeAll(async () => {
  factory = await openCertifiedFactory(CLIENTS)
})
afterAll(() => factory.close())

const assertionOf = (client: string) =>
  new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid: 'own', typ: 'JWT' })
    .setIssuer(client)
    .setSubject(client)
    .setAudience(`https://localhost:${factory.tlsPort}`)
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(KEYS.privateKey)

const signed = (odd: OddLeaf, name = 'servicea', by = factory.authority) => signOddLeaf(odd, name, by)

describe('tls_client_auth (RFC 8705 §2.1)', () => {
  test.each(['/token', '/introspect', '/revoke', '/issuers/near/token'])(
    "a process's own certificate proves the client that its declaration names: %s",
    async (path) => {
      expect(await factory.post({ client_id: 'servicea' }, factory.own('servicea'), path)).toEqual({
        status: 200,
        said: '',
      })
      expect(await factory.post({ client_id: 'serviceb' }, factory.own('serviceb'), path)).toEqual({
        status: 200,
        said: '',
      })
    },
  )

  test('by a URI among its alternative names, as SPIFFE writes it', async () => {
    const named = await signed({ subject: 'CN=x', names: [{ type: 'url', value: URI }] })
    expect((await factory.post({ client_id: 'batch' }, named)).status).toBe(200)
    const other = await signed({ subject: 'CN=x', names: [{ type: 'url', value: `${URI}2` }] })
    expect((await factory.post({ client_id: 'batch' }, other)).status).toBe(401)
  })

  test('a certificate that says nothing of what it is for proves its client', async () => {
    const plain = await signed({ usages: 0, purposes: [] })
    expect(await factory.post({ client_id: 'servicea' }, plain)).toEqual({ status: 200, said: '' })
  })

  test('a certificate that is renewed proves the same client', async () => {
    expect((await factory.post({ client_id: 'servicea' }, await signed({}))).status).toBe(200)
    expect((await factory.post({ client_id: 'serviceb' }, await signed({}, 'serviceb'))).status).toBe(200)
  })

  test('who is named by client_id and has another certificate, is not there, or did not declare one: one answer', async () => {
    const answers = await Promise.all([
      factory.post({ client_id: 'servicea' }, factory.own('serviceb')),
      factory.post({ client_id: 'serviceb' }, factory.own('servicea')),
      factory.post({ client_id: 'servicec' }, factory.own('servicec')),
      factory.post({ client_id: 'nobody' }, factory.own('servicea')),
      factory.post({ client_id: 'constructor' }, factory.own('servicea')),
    ])
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveLength(1)
    expect(answers[0]).toMatchObject({
      status: 401,
      said: expect.stringMatching(/^invalid_client .*client_id.*tlsClientAuth/),
    })
  })

  test('without client_id, or without a certificate, nobody is proved (§2)', async () => {
    for (const answer of [
      await factory.post({}, factory.own('servicea')),
      await factory.post({ client_id: 'servicea' }),
    ])
      expect(answer).toMatchObject({ status: 401, said: expect.stringMatching(/did not authenticate.*certificate/) })
  })

  test('a certificate of another CA, of another day or for servers alone is refused, and the reason is said', async () => {
    const hour = 3_600_000
    const foreign = await makeAuthority()
    const rows: [CertificatePair, RegExp][] = [
      [await signed({}, 'servicea', foreign), /refused: it is of another CA$/],
      [await signed({}, 'servicea', { ...foreign, cert: factory.authority.cert }), /refused: it is of another CA$/],
      [await signed({ end: new Date(Date.now() - hour / 2) }), /refused: it ended on 20\d\d-\d\d-\d\d$/],
      [await signed({ purposes: [FOR_SERVERS] }), /refused: it is not for clients$/],
      [factory.authority, /refused: it is (?:of an authority|of another CA)$/],
      // RFC 5280 §4.2.1.3, §4.2.1.9, RFC 8446 §4.4.2.2: who signs certificates is no client, whatever else it may do.
      [await signed({ isAuthority: true }), /refused: it is of an authority$/],
      [await signed({ isAuthority: true, usages: SIGNS | CERTIFIES }), /refused: it is of an authority$/],
      [await signed({ isAuthority: true, usages: 0, purposes: [] }), /refused: it is of an authority$/],
      [await signed({ usages: SIGNS | CERTIFIES }), /refused: it is for signing certificates \(keyCertSign\)$/],
      [await signed({ usages: CERTIFIES, purposes: [] }), /refused: it is for signing certificates/],
      [await signed({ usages: ENCIPHERS }), /refused: it is not for signatures \(digitalSignature\)$/],
      [await signed({ further: [STRANGE] }), /refused: it has a critical extension that is not understood here$/],
    ]
    for (const [pair, says] of rows) {
      for (const client_id of ['servicea', 'nobody']) {
        const { status, said } = await factory.post({ client_id }, pair)
        expect([status, said]).toEqual([401, expect.stringMatching(says)])
      }
    }
  })

  test('beside other credentials a certificate says nothing, and a wrong secret stays wrong', async () => {
    const secret = { client_id: 'both', client_secret: SECRET }
    expect((await factory.post(secret, factory.own('serviceb'))).status).toBe(200)
    expect((await factory.post({ ...secret, client_secret: 'a wrong one' }, factory.own('servicea'))).status).toBe(401)
    expect((await factory.post({ client_id: 'both' }, factory.own('servicea'))).status).toBe(200)
    expect((await factory.post({ client_id: 'servicec', client_secret: SECRET }, factory.own('servicec'))).status).toBe(
      200,
    )
  })

  test('it proves the client of every grant', async () => {
    const form = { grant_type: JWT_BEARER, assertion: 'x', client_id: 'servicea' }
    expect((await factory.post(form, factory.own('servicea'))).said).toMatch(/^invalid_grant /)
    const other = { ...form, assertion: await assertionOf('servicea') }
    expect((await factory.post(other, factory.own('serviceb'))).said).toMatch(/^invalid_client .*tlsClientAuth/)
  })

  test('on a connection that shows a certificate, an assertion alone does as it does without', async () => {
    const bring = async (client: string, shown?: CertificatePair) => {
      const form = { grant_type: JWT_BEARER, assertion: await assertionOf(client), client_id: client }
      return (await factory.post(form, shown)).said
    }
    for (const shown of [undefined, factory.own('servicea'), await makeAuthority(), await signed({ end: new Date(0) })])
      expect([shown?.cert, await bring('alone', shown)]).toEqual([shown?.cert, ''])
    expect(await bring('certified', await signed({}, 'certified'))).toBe('')
    expect(await bring('certified')).toBe('')
    expect(await bring('certified', factory.own('servicea'))).toMatch(/^invalid_client .*tlsClientAuth/)
  })

  test('who brings an assertion that is not good, and a certificate that is not the right one, gets one answer', async () => {
    const named = ['alone', 'certified', 'servicea', 'servicec', 'nobody']
    const answers = named.map((client_id) =>
      factory.post({ grant_type: JWT_BEARER, assertion: 'x.y.z', client_id }, factory.own('serviceb')),
    )
    expect(new Set((await Promise.all(answers)).map((answer) => JSON.stringify(answer)))).toHaveLength(1)
  })

  test('openid-client gets a token with it, found by discovery', async () => {
    const dispatcher = new Agent({ connect: { ca: factory.ca, ...factory.own('servicea'), rejectUnauthorized: true } })
    onTestFinished(() => dispatcher.close())
    const customFetch = ((url: string, init: object) => undiciFetch(url, { ...init, dispatcher })) as never
    const url = new URL(`https://localhost:${factory.tlsPort}`)
    const options = { algorithm: 'oauth2' as const, [openid.customFetch]: customFetch }
    const config = await openid.discovery(url, 'servicea', undefined, openid.TlsClientAuth(), options)
    expect(config.serverMetadata().token_endpoint_auth_methods_supported).toContain('tls_client_auth')
    expect(await openid.clientCredentialsGrant(config)).toMatchObject({ token_type: 'bearer' })
    const other = await openid.discovery(url, 'serviceb', undefined, openid.TlsClientAuth(), options)
    await expect(openid.clientCredentialsGrant(other)).rejects.toMatchObject({ error: 'invalid_client' })
  })
})

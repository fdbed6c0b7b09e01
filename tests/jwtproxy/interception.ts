import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, test } from 'vitest'
import { makeInterceptor, makeTargetCertificate } from '../../apps/sidecar/signer/make-certificates.ts'
import { askPlain } from '../../apps/sidecar/sidecars.fixture.ts'
import { keyFolder, runJwtproxy, runOurs, type JwtproxyProgram } from '../support/jwtproxy-program.ts'
import { freePorts } from '../support/ports.ts'
import {
  lastToken,
  NO_SIGNER,
  openTestUpstream,
  partOf,
  PRESHARED_KEYS,
  signerBlock,
  straightTo,
  verifierBlock,
} from './parties.ts'

const INTERCEPTS = `
    ca_key_file: ca.key
    ca_crt_file: ca.crt
    trusted_certificates: [service-ca.crt]`
const TLS = '\n    crt_file: service.crt\n    key_file: service.key'

/** T6: HTTPS through a signer that answers for the service. */
export function interceptionTests(jwtproxy: JwtproxyProgram): void {
  test('T6: HTTPS goes through its signer to both verifiers, and through ours to its verifier', async () => {
    const [folder, upstream] = [await keyFolder(), await openTestUpstream()]
    const ca = await writeCertificates(folder)
    const [itsSigner = 0, ourSigner = 0, itsVerifier = 0, ourVerifier = 0] = await freePorts(4)
    const block = (port: number) =>
      verifierBlock(port, {
        upstream: upstream.address,
        keys: PRESHARED_KEYS,
        audience: `https://localhost:${port}`,
        more: TLS,
      })
    const yaml = (signer: number, verifier: number) =>
      `jwtproxy:${signerBlock(signer, INTERCEPTS)}\n  verifier_proxies:${block(verifier)}\n`
    await runOurs(folder, yaml(ourSigner, ourVerifier))
    await runJwtproxy(jwtproxy, folder, yaml(itsSigner, itsVerifier), [itsSigner, itsVerifier])
    for (const [signer, verifier] of [
      [itsSigner, itsVerifier],
      [itsSigner, ourVerifier],
      [ourSigner, itsVerifier],
    ] as const) {
      expect(await askInTunnel(signer, `localhost:${verifier}`, ca)).toMatchObject({
        status: 200,
        body: 'the upstream',
      })
    }
    // Ours takes the token away, so the last one is for the verifier that does not.
    expect(JSON.parse(partOf(lastToken(upstream), 1))).toMatchObject({ aud: `https://localhost:${itsVerifier}` })
    expect(upstream.seen).toHaveLength(3)
  })

  test('T6: without an authority its signer opens no way, and says nothing', async () => {
    const folder = await keyFolder()
    const [signer = 0] = await freePorts(1)
    await runJwtproxy(jwtproxy, folder, `jwtproxy:${signerBlock(signer)}\n`, [signer])
    await expect(openTunnel(signer, 'localhost:443')).rejects.toThrow(/hang up|reset|closed/)
    expect((await straightTo(signer, '/x')).status).toBe(500)
  })

  test('T6: its verifier says no over TLS as it does without', async () => {
    const [folder, upstream] = [await keyFolder(), await openTestUpstream()]
    await writeCertificates(folder)
    const [verifier = 0] = await freePorts(1)
    const options = { upstream: upstream.address, keys: PRESHARED_KEYS, audience: 'https://localhost', more: TLS }
    const yaml = `jwtproxy:${NO_SIGNER}\n  verifier_proxies:${verifierBlock(verifier, options)}\n`
    await runJwtproxy(jwtproxy, folder, yaml, [verifier])
    const { ca } = await serviceCertificate
    const socket = await greet(undefined, verifier, ca)
    expect(await askPlain({ createConnection: () => socket, path: '/' })).toMatchObject({ status: 403 })
    expect(upstream.seen).toEqual([])
  })
}

/** For `localhost`, by an authority of its own. */
const serviceCertificate = (async () => {
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const certificate = await makeInterceptor(key, Date.now())
  return { ca: certificate, key, leaf: await makeTargetCertificate('localhost', { certificate, key }, Date.now()) }
})()

/** What the service shows, who is believed to vouch for it, and the authority of the signers: the original wants RSA. */
async function writeCertificates(folder: string): Promise<string> {
  const { ca: serviceCa, leaf } = await serviceCertificate
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const ca = await makeInterceptor(key, Date.now())
  const files = {
    'service-ca.crt': serviceCa,
    'service.crt': leaf.cert,
    'service.key': leaf.key,
    'ca.crt': ca,
    'ca.key': String(key.export({ type: 'pkcs1', format: 'pem' })),
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return ca
}

async function askInTunnel(signer: number, authority: string, ca: string) {
  const socket = await greet(await openTunnel(signer, authority), 0, ca)
  return askPlain({ createConnection: () => socket, path: '/x', headers: { host: authority, connection: 'close' } })
}

/** Node refuses the short keys of its certificates (W13) unless it is told to take them. */
function greet(socket: Socket | undefined, port: number, ca: string): Promise<Socket> {
  const way = socket ? { socket } : { port, host: '127.0.0.1' }
  return new Promise((resolve, reject) => {
    const options = { ...way, ca, servername: 'localhost', rejectUnauthorized: true, ciphers: 'DEFAULT@SECLEVEL=0' }
    const secure = connectTls(options, () => resolve(secure))
    secure.on('error', reject)
  })
}

function openTunnel(signer: number, authority: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: signer, method: 'CONNECT', path: authority, agent: false })
    asked.on('connect', (answer, socket) => {
      if (answer.statusCode === 200)
        resolve(socket as Socket) // of a server over TCP
      else reject(new Error(`closed with ${answer.statusCode}`))
    })
    asked.on('error', reject)
    asked.end()
  })
}

import { createPublicKey } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { keyFolder, runJwtproxy, runOurs, type JwtproxyProgram } from '../support/jwtproxy-program.ts'
import { openServer } from '../support/forwarding.ts'
import { sidecarVectors, type SidecarVector } from '../support/jwtproxy-vectors.ts'
import { freePorts } from '../support/ports.ts'
import { talk } from '../support/raw.ts'
import { sendVector, VECTOR_AUDIENCE, VECTOR_KEY } from '../support/wire-vectors.ts'
import {
  lastToken,
  NO_SIGNER,
  openTestUpstream,
  partOf,
  PRESHARED_KEYS,
  registryKeys,
  signerBlock,
  straightTo,
  through,
  verifierBlock,
} from './parties.ts'

const UNABLE = 'jwtproxy: unable to verify request: '

/** T1 and T2: keys in files. */
export function presharedTests(jwtproxy: JwtproxyProgram): void {
  test('T1: its signer is believed by our verifier, for its own audience, and alone', async () => {
    const [folder, upstream] = [await keyFolder(), await openTestUpstream()]
    const [signer = 0, verifier = 0] = await freePorts(2)
    const block = verifierBlock(verifier, { upstream: upstream.address, keys: PRESHARED_KEYS })
    await runOurs(folder, `jwtproxy:${NO_SIGNER}\n  verifier_proxies:${block}\n      algorithms: [RS256]\n`)
    await runJwtproxy(jwtproxy, folder, `jwtproxy:${signerBlock(signer)}\n`, [signer])
    const url = `http://127.0.0.1:${verifier}/api`
    expect(await through(signer, url)).toMatchObject({ status: 200, body: 'the upstream' })
    expect((await straightTo(verifier, '/api')).status).toBe(401)
    const both = await through(signer, url, { headers: { authorization: 'Basic eDp5' } })
    expect([both.status, JSON.parse(both.body).reason]).toEqual([400, 'invalid-request']) // two headers: ambiguous
    const named = await through(signer, `http://localhost:${verifier}/api`)
    expect([named.status, JSON.parse(named.body).reason]).toEqual([401, 'wrong-audience'])
    expect(upstream.seen).toHaveLength(1)
  })

  test('T1: its token has the header and the claims that we make, too, and jose believes it', async () => {
    const [folder, upstream] = [await keyFolder(), await openTestUpstream()]
    const [signer = 0] = await freePorts(1)
    await runJwtproxy(jwtproxy, folder, `jwtproxy:${signerBlock(signer)}\n`, [signer])
    expect((await through(signer, `${upstream.address}/x`)).status).toBe(200)
    const token = lastToken(upstream)
    expect(partOf(token, 0)).toBe('{"alg":"RS256","kid":"a-1","typ":"JWT"}')
    expect(Object.keys(JSON.parse(partOf(token, 1)))).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'nbf'])
    const key = createPublicKey(await readFile(join(folder, 'a.pub')))
    const { payload } = await jwtVerify(token, key, { issuer: 'service-a', audience: upstream.address })
    expect(payload.jti).toMatch(/^[a-zA-Z0-9+/]{32}$/)
    expect([Number(payload.exp) - Number(payload.iat), Number(payload.iat) - Number(payload.nbf)]).toEqual([300, 60])
  })

  test('T2: our signer is believed by its verifier, once for each token; CONNECT goes past it (W1)', async () => {
    const [folder, upstream] = [await keyFolder(), await openTestUpstream()]
    const [signer = 0, verifier = 0] = await freePorts(2)
    await runOurs(folder, `jwtproxy:${signerBlock(signer)}\n`)
    const block = verifierBlock(verifier, { upstream: upstream.address, keys: PRESHARED_KEYS })
    await runJwtproxy(jwtproxy, folder, `jwtproxy:${NO_SIGNER}\n  verifier_proxies:${block}\n`, [verifier])
    expect(await through(signer, `http://127.0.0.1:${verifier}/api`)).toMatchObject({ status: 200 })
    const headers = { authorization: `Bearer ${lastToken(upstream)}` }
    const again = await straightTo(verifier, '/api', { headers })
    expect([again.status, again.body.trimEnd()]).toEqual([403, `${UNABLE}Missing or invalid 'jti' claim`])
    const bare = await straightTo(verifier, '/api')
    expect([bare.status, bare.body.trimEnd()]).toEqual([403, `${UNABLE}Could not parse JWT`])
    expect(upstream.seen).toHaveLength(1)
    const { host } = new URL(upstream.address)
    const inner = 'GET /past HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
    expect(await talk(verifier, `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n${inner}`)).toContain('the upstream')
    expect(upstream.seen.at(-1)).toMatchObject({ url: '/past' })
  })

  describe('T2: each row of the vectors', () => {
    test('has the answer that is written down', async () => {
      const send = await openVectorVerifiers(jwtproxy)
      for (const vector of sidecarVectors) {
        const answers = await send(vector)
        for (const [at, { real }] of vector.steps.entries()) {
          expect(answers[at]?.status, `${vector.id}, step ${at}: ${answers[at]?.body}`).toBe(real.status)
          if (real.body !== undefined) expect(answers[at]?.body.trimEnd(), vector.id).toBe(real.body.trimEnd())
        }
      }
    })
  })
}

/** A process with a verifier for each place where keys come from. */
async function openVectorVerifiers(jwtproxy: JwtproxyProgram) {
  const [folder, upstream] = [await keyFolder(), await openTestUpstream()]
  await writeFile(join(folder, 'a.pub'), VECTOR_KEY)
  let status = 404
  const registry = await openServer(createServer((_request, response) => void response.writeHead(status).end()))
  const ports = await freePorts(3)
  const block = (at: number, keys: string) => vectorBlock(ports[at] ?? 0, upstream.address, keys)
  const preshared = PRESHARED_KEYS.replace('service-a', 'jwtproxy').replace('a-1', 'mykey')
  const blocks = [
    block(0, preshared),
    block(1, registryKeys(`http://127.0.0.1:${registry.port}/`)),
    block(2, registryKeys('http://127.0.0.1:9/')), // nobody listens there
  ]
  await runJwtproxy(jwtproxy, folder, `jwtproxy:${NO_SIGNER}\n  verifier_proxies:${blocks.join('')}\n`, ports)
  return (vector: SidecarVector) => {
    status = vector.registry?.status ?? status
    const port = ports[vector.registry === undefined ? 0 : vector.registry.down ? 2 : 1] ?? 0
    return sendVector(vector, port, new URL(upstream.address).host, () => Math.floor(Date.now() / 1000))
  }
}

/** As the vectors were measured: with the skew of five minutes, and no purge. */
const vectorBlock = (port: number, upstream: string, keys: string) =>
  verifierBlock(port, { upstream, keys, audience: VECTOR_AUDIENCE })
    .replace('max_skew: 1m', 'max_skew: 5m')
    .replace('iss: service-a', 'iss: jwtproxy')

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { openTestGateways } from '../../gateway/gateway.fixture.ts'
import { addGatewayCredential } from './gateway-credential.ts'

const ISSUER = 'servicea'

/** A gateway with the plugin jwt, and a server that publishes one key as the factory does. */
async function openGateway() {
  const { publicKey } = await generateKeyPair('ES256', { extractable: true })
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }] })
  const server = createServer((_asked, response) => void response.end(keys)).listen(0, '127.0.0.1')
  await new Promise((resolve) => void server.once('listening', resolve))
  onTestFinished(() => void server.close())
  const gateway = await openTestGateways(
    '  - { dialect: kong, listen: "127.0.0.1:0", upstream: "{up}", plugins: [{name: jwt}] }\n',
  )
  const told: string[] = []
  const parts = {
    gateway: new URL(`http://127.0.0.1:${gateway.port}`),
    factory: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ring: ISSUER,
    issuer: ISSUER,
    clock: systemClock,
    tell: (line: string) => void told.push(line),
  }
  const keysKept = async (): Promise<unknown> =>
    JSON.parse((await gateway.ask('/jwts')).body).data.map(({ key }: { key: string }) => key)
  return { parts, told, keysKept, ask: gateway.ask }
}

test('the credential of a run is taken away, and what a killed run left gives its place', async () => {
  const { parts, told, keysKept } = await openGateway()
  await addGatewayCredential(parts) // it was killed
  const { take } = await addGatewayCredential(parts)
  expect(await keysKept()).toEqual([ISSUER])
  await take()
  expect(await keysKept()).toEqual([])
  expect(told).toEqual([])
})

test('a credential of another with the same key stays, and is said', async () => {
  const { parts, keysKept, ask } = await openGateway()
  await ask('/consumers/john_doe/jwt', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: ISSUER }),
  })
  await expect(addGatewayCredential(parts)).rejects.toThrow('it has one of another with the key servicea')
  expect(await keysKept()).toEqual([ISSUER])
})

test('what cannot be taken back is told', async () => {
  const { parts, told } = await openGateway()
  const { take } = await addGatewayCredential(parts)
  parts.gateway.port = parts.factory.port // who is there now knows nothing of it
  await take()
  expect(told).toEqual([expect.stringMatching(/The credential of the run stays at the gateway at .+: it answered 200\. .+ DELETE \/consumers\/john_doe\/jwt\/3f6a/s)]) // prettier-ignore
})

import { expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { relayConfig } from '../relay.fixture.ts'
import { checkRelayFiles } from './check-relay-files.ts'

const file = (given: string) => ({ given, path: `/nowhere/${given}` })
const world = { host: 'localhost', machine: systemClock }

test('each file that is not there is told, and none of a good configuration', async () => {
  const tls = { cert: file('cert.pem'), key: file('key.pem') }
  const jwks = {
    kind: 'jwks',
    endpoint: 'https://localhost/jwks',
    timeout: 1,
    trustedCertificates: [file('ca.pem')],
  } as const
  const set = { kind: 'jwks', endpoint: 'file:///nowhere/keys.json', timeout: 1 } as const
  const config = relayConfig('piko', {
    proxy: { tls, auth: { keys: jwks, disableDisconnectOnExpiry: false } },
    upstream: { tenants: [{ id: 'a', auth: { keys: set, disableDisconnectOnExpiry: false } }] },
  })
  expect((await checkRelayFiles(config, world)).sort()).toEqual([
    'jwks.endpoint: file:///nowhere/keys.json cannot be read: it is not there.',
    'proxy.tls.cert: cert.pem cannot be read: it is not there.',
    'trusted_certificates: ca.pem cannot be read: it is not there.',
  ])
  expect(await checkRelayFiles(relayConfig('strict'), world)).toEqual([])
})

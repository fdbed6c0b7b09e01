import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newCaller, openRegistryVerifier } from '../apps/sidecar/weaknesses.fixture.ts'
import { knownOf, PROBED_DIALECTS } from './support/probed-dialects.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { leftOutBut, strictFaultsOf, LEFT_OUT_AT_RINGS, probeStrictRoute, SHORT_ISSUER } from './support/strict-run.ts'

// What a running verifier that does as jwtproxy does lets through, as the probe finds it. It takes RSA keys alone, and no ring has one: a
// key of this test signs, and the key registry of the verifier has its public half.

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox()))
afterAll(() => sandbox.close())

const KEY_FILE = 'orders.jwk'

/** Why cases are left out where a key is none for ES256, but one for RS256. */
const OF_RINGS_ALONE = new Set(['the target has not enabled RS256', 'it takes an RSA key that the issuer publishes'])

const NOT_RUN = [
  ...leftOutBut(LEFT_OUT_AT_RINGS, 'one-use').filter((each) => !OF_RINGS_ALONE.has(each)),
  SHORT_ISSUER,
  'the target has not enabled ES256',
  'the issuer has no key for ES256: name it with --algorithms, if the target takes it',
  'nobody knows the keys that the issuer publishes: say where they are with --jwks URL',
  'it takes a key set with one key for RS256',
  'the clock of the target cannot be moved: let the run wait for it with --lifetimes SECONDS',
  'a token may be used once there, so none is remembered as good',
]

test('a verifier in the dialect of jwtproxy', async () => {
  const { issuer, kid, privateKey, document } = newCaller('orders')
  const ownKey = { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256' }
  await writeFile(join(sandbox.keysFolder, KEY_FILE), JSON.stringify(ownKey), { mode: 0o600 })
  const verifier = await openRegistryVerifier('jwtproxy', (path) =>
    path === `/base/services/${issuer}/keys/${kid}` ? { status: 200, body: document } : { status: 404 },
  )
  try {
    const report = await probeStrictRoute(sandbox, {
      url: `http://127.0.0.1:${verifier.port}/`,
      target: { issuer, audience: 'http://verifier.example', type: 'JWT', isOneUse: true, algorithms: ['RS256'] },
      keyFile: KEY_FILE,
      lifetimeSeconds: 60,
      also: ['lax-type', 'one-use'],
    })
    const known = knownOf(PROBED_DIALECTS.jwtproxy)
    expect(strictFaultsOf(report, { known, sent: 215, notRun: NOT_RUN })).toEqual([])
  } finally {
    await verifier.close()
  }
})

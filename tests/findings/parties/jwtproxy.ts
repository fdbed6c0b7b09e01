import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProbeReport } from '../../../apps/probe/probe-report.ts'
import { newCaller, openRegistryVerifier } from '../../../apps/sidecar/weaknesses.fixture.ts'
import type { TestSandbox } from '../../support/sandbox.ts'
import { leftOutBut, probeStrictRoute } from '../../support/strict-run.ts'
import { NOT_RUN_BY_RINGS, notRunByRsa, type ProbedParty } from './party.ts'

/** It takes RSA keys alone, and no ring has one: a key of this file signs, and the registry of the verifier has its public half. */
async function probeJwtproxy(sandbox: TestSandbox): Promise<ProbeReport> {
  const { issuer, kid, privateKey, document } = newCaller('orders')
  const ownKey = { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256' }
  const keyFile = 'orders.jwk'
  await writeFile(join(sandbox.keysFolder, keyFile), JSON.stringify(ownKey), { mode: 0o600 })
  const verifier = await openRegistryVerifier('jwtproxy', (path) =>
    path === `/base/services/${issuer}/keys/${kid}` ? { status: 200, body: document } : { status: 404 },
  )
  return probeStrictRoute(sandbox, {
    url: `http://127.0.0.1:${verifier.port}/`,
    target: { issuer, audience: 'http://verifier.example', type: 'JWT', isOneUse: true, algorithms: ['RS256'] },
    keyFile,
    lifetimeSeconds: 60,
    also: ['lax-type', 'one-use'],
  }).finally(() => verifier.close())
}

/** A verifier in the dialect of jwtproxy. */
export const PROBED_JWTPROXY: ProbedParty = {
  probe: probeJwtproxy,
  sent: 215,
  notRun: [
    ...notRunByRsa(leftOutBut(NOT_RUN_BY_RINGS, 'one-use')),
    'nobody knows the keys that the issuer publishes: say where they are with --jwks URL',
    'it takes a key set with one key for RS256',
    'the clock of the target cannot be moved: let the run wait for it with --lifetimes SECONDS',
    'a token may be used once there, so none is remembered as good',
  ],
}

import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { onUnix } from '../../tests/support/needs.ts'
import { askPlain, openTestSidecars, type TestSidecarOptions, type TestSidecars } from './sidecars.fixture.ts'

// A setting that is accepted is honoured: those that no other test here is about.

let opened: TestSidecars | undefined
const open = async (options: TestSidecarOptions) => (opened = await openTestSidecars(options))
afterEach(async () => {
  await opened?.close()
  opened = undefined
})

test.each([
  ['algorithms: [RS512]', 401, 'wrong-algorithm'],
  ['algorithms: [RS256, ES256]', 200, undefined],
  ['token_types: [at+jwt]', 401, 'wrong-type'],
  ['token_types: any', 200, undefined],
  ['required_claims: [team]', 401, 'missing-claim'],
  ['required_claims: [nbf]', 200, undefined],
  ['max_ttl: 1m', 401, 'lifetime-too-long'],
  ['issuers: [nobody]', 401, 'wrong-issuer'],
  ['claims_verifiers: [{type: static, options: {team: blue}}]', 403, 'claim-not-allowed'],
  ['audience_match: exact', 200, undefined],
])('a verifier with %s: %d', async (verifier, status, reason) => {
  const { throughSigner } = await open({ verifier })
  const answer = await throughSigner('/')
  expect(answer.status, answer.body).toBe(status)
  if (reason !== undefined) expect(JSON.parse(answer.body)).toMatchObject({ reason })
})

test.each([
  ['', 'no-credentials'],
  ['basic_password: true', 'wrong-audience'],
])('a token as a Basic password, with "%s": %s', async (verifier, reason) => {
  const { throughSigner, toVerifier, upstream } = await open({ verifier })
  await throughSigner(`${upstream.address}/`) // past the verifier, so it is for the upstream
  const token = upstream.seen.at(-1)?.headers.authorization?.replace('Bearer ', '') ?? ''
  const authorization = `Basic ${Buffer.from(`anybody:${token}`).toString('base64')}`
  const { status, body } = await toVerifier('/', { headers: { authorization } })
  expect([status, JSON.parse(body).reason]).toEqual([401, reason])
})

onUnix.test('socket_permission is the mode of the socket, and admin_addr says how all proxies are', async () => {
  const { folder, sidecars } = await open({
    top: 'admin_addr: unix:admin.sock',
    verifierProxy: 'listen_addr: unix:v.sock\nsocket_permission: 0700',
  })
  expect((await stat(join(folder, 'v.sock'))).mode & 0o777).toBe(0o700)
  const ask = (path: string) => askPlain({ socketPath: join(folder, 'admin.sock'), path, agent: false })
  const health = await ask('/healthz')
  expect([health.status, Object.keys(JSON.parse(health.body)).length]).toEqual([200, 1 + sidecars.proxies.length])
  expect((await ask('/')).status).toBe(404)
})

test.each<[event: string, options: TestSidecarOptions]>([
  ['listening-beyond-loopback', { signerProxy: 'listen_addr: 0.0.0.0:0' }],
  ['certificates-not-checked', { signerProxy: 'insecure_skip_verify: true' }],
  ['any-issuer', { verifier: 'issuers: any' }],
  ['replay-not-caught', { verifier: 'nonce_storage: {type: none}' }],
])('what is unsafe is said loudly: %s', async (event, options) => {
  const { logs } = await open(options)
  expect(logs.filter((line) => line.includes(`"msg":"${event}"`) && line.includes('"level":40'))).toHaveLength(1)
})

import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { expect, onTestFinished } from 'vitest'
import { manualClock, systemClock, type Clock } from '#core/clock'
import { makeAuthority } from '#core/http/certificates/authority'
import { signOddLeaf } from '#core/http/certificates/odd-leaf.fixture'
import { createLog } from '#core/log'
import { createTraces } from '#core/trace/recorder'
import { temporaryFolder } from '../../../tests/support/folders.ts'
import { onUnix } from '../../../tests/support/needs.ts'
import { keySetText } from '../keys/mesh-keys.fixture.ts'
import { LOOK_AT_FILES } from './follow-files.ts'
import { followNamedFiles } from './follow-named-files.ts'
import { openProxy } from './open-proxy.ts'
import { readPolicyFiles } from './policy-files.ts'
import { readProxyConfig } from './read-proxy-config.ts'
import { readProxyFiles } from './read-proxy-files.ts'

const uri = (account: string) => ({ type: 'url' as const, value: `spiffe://cluster.local/ns/default/sa/${account}` })
const POLICIES = `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: users, namespace: default}
spec: {jwtRules: [{issuer: a, jwksUri: 'http://issuer.example/jwks'}]}
`

/** A sidecar with certificates of somebody's own authority, and what renews them. */
async function openFollowed() {
  const folder = await temporaryFolder()
  const write = (files: Record<string, string>) =>
    Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text, { mode: 0o600 })))
  const ca = await makeAuthority()
  const leaf = (account: string, authority = ca) =>
    signOddLeaf({ names: [uri(account)], hasNewKey: true }, account, authority)
  const first = await leaf('backend-api')
  await write({ 'ca.pem': ca.cert, 'own.pem': first.cert, 'own.key.pem': first.key, 'keys.json': keySetText('a') })
  await write({ 'policies.yaml': POLICIES })
  const socket = join(folder, 's')
  const config = readProxyConfig(
    JSON.stringify({
      workload: { name: 'backend-api', serviceAccount: 'backend-api' },
      listen: `unix:${socket}`,
      upstream: 'http://localhost:1',
      policies: ['policies.yaml'],
      certificates: { ca: 'ca.pem', certificate: 'own.pem', key: 'own.key.pem' },
      jwksSources: { 'http://issuer.example/jwks': { file: 'keys.json' } },
    }),
    'mesh.yaml',
    { folder },
  )
  const log = createLog({ name: 'test', level: 'silent', format: 'json', clock: systemClock, write: () => {} })
  const files = await readProxyFiles(config, systemClock.now())
  const { policies } = await readPolicyFiles(config.policies)
  const parts = { files, clock: systemClock, log, traces: createTraces('test', systemClock), host: 'localhost' }
  const proxy = await openProxy(config, policies, parts)
  const hands = manualClock(systemClock.now())
  const underWay: unknown[] = []
  const clock: Clock = { ...hands, every: (ms, task) => hands.every(ms, () => void underWay.push(task())) }
  const told: { event: string; why?: string }[] = []
  const tell = (fields: object, event: string) => void told.push({ event, ...fields })
  const stop = await followNamedFiles({ config, use: proxy.renew, clock, log: { info: tell, warn: tell, error: tell } })
  onTestFinished(async () => {
    stop()
    await proxy.close()
    await rm(folder, { recursive: true })
  })
  async function lookTwice(): Promise<void> {
    for (const _ of [1, 2]) {
      hands.advance({ milliseconds: LOOK_AT_FILES })
      await Promise.all(underWay.splice(0))
    }
  }
  /** The certificate that somebody is shown who comes with one of this authority. */
  async function shown(authority = ca): Promise<string> {
    const { cert, key } = await leaf('webui', authority)
    const client = connect({ path: socket, ca: authority.cert, cert, key, checkServerIdentity: () => undefined })
    client.on('error', () => {})
    await Promise.race([once(client, 'secureConnect'), once(client, 'close')])
    const pem = client.getPeerX509Certificate()?.fingerprint256 ?? 'none'
    client.destroy()
    return pem
  }
  return { write, leaf, first, lookTwice, shown, told }
}

const printOf = ({ cert }: { cert: string }) => new X509Certificate(cert).fingerprint256

onUnix.test(
  'certificates that are renewed are shown to whoever comes then; with a fault the earlier ones stay',
  async () => {
    const { write, leaf, first, lookTwice, shown, told } = await openFollowed()
    expect(await shown()).toBe(printOf(first))
    const next = await leaf('backend-api')
    await write({ 'own.pem': next.cert })
    await lookTwice()
    expect(await shown()).toBe(printOf(first))
    expect(told).toMatchObject([{ event: 'files-refused', why: expect.stringContaining('is not the private key of') }])
    await write({ 'own.key.pem': next.key })
    await lookTwice()
    expect(await shown()).toBe(printOf(next))
    await lookTwice()
    expect(told.map(({ event }) => event)).toEqual(['files-refused', 'files-changed'])
  },
)

onUnix.test('a key set that changes, and one that cannot be read', async () => {
  const { write, lookTwice, told } = await openFollowed()
  await write({ 'keys.json': keySetText('b', 'c') })
  await lookTwice()
  await write({ 'keys.json': '{' })
  await lookTwice()
  expect(told).toMatchObject([
    { event: 'files-changed' },
    { event: 'files-refused', why: expect.stringContaining('keys.json is no key set') },
  ])
})

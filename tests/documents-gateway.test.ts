import { expect, test } from 'vitest'
import { hostileToken } from './support/hostile-tokens.ts'
import { mintShared } from '../core/access/dialects/kong/stateless-claims.ts'
import { sharedSecret } from '../core/token/gateway-algorithms.ts'
import { GATEWAY_NOW, openTestGateways } from '../apps/gateway/gateway.fixture.ts'
import { rowOf } from '#core/config/processes'
import { GROWING_CLAIMS } from '../apps/gateway/growing-claim.fixture.ts'
import { readProjectFile } from './support/project-files.ts'

const text = await readProjectFile('docs/gateway.md')
const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml)

/** Of a document, at a free port and before another service. */
function openDocumented(yaml: string) {
  const [consumers = '', gateways = ''] = yaml.split('gateways:\n')
  const lines = gateways
    .replaceAll(/listen: :\d+/g, 'listen: "127.0.0.1:0"')
    .replaceAll(/upstream: \S+/g, 'upstream: "{up}"')
  return openTestGateways(lines, { consumers })
}

test('the gateway without a store mints the published token, and its service hears who asks', async () => {
  const gateway = await openDocumented(blocks[0] ?? '')
  const token = await gateway.mint()
  expect(token).toMatch(/V7DGbqOPS_MlZOnL_jyFYIH-mxAe-e1l3uuhYgr0vGM$/)
  expect((await gateway.askWith(token)).status).toBe(200)
  expect(gateway.identity()).toMatchObject({ 'x-consumer-username': 'john_doe' })
})

test('the gateway with plugins lets in who has a credential, a few times, and nobody else', async () => {
  const gateway = await openDocumented(blocks[1] ?? '')
  const statusOf = async (sent: string) => (await gateway.askWith(sent)).status
  const claims = { iss: 'john', exp: GATEWAY_NOW + 60 }
  const token = mintShared(claims, sharedSecret('e71829c351aa4242c2719cbfbe671c09'), 'HS256')
  expect([await statusOf(token), await statusOf(await hostileToken('sig-bit-flipped', token))]).toEqual([200, 403])
  for (let times = 0; times < 4; times++) expect(await statusOf(token)).toBe(200)
  expect(await statusOf(token)).toBe(429)
})

test('the sizes at which a claim is too large are those that are measured', () => {
  const [, about = ''] = /\*\*One header or many\?\*\*([^]*?)\n\n/.exec(text) ?? []
  const said = new Set([...about.matchAll(/(\d+) KiB/g)].map(([, kibibytes]) => Number(kibibytes)))
  expect(said).toEqual(new Set(GROWING_CLAIMS.map(([, , { kibibytes }]) => kibibytes)))
})

const readExample = (name: string) => readProjectFile(`examples/gateways/${name}`)

test('the examples of other gateways point at the sandbox as it starts', async () => {
  const factory = `https://localhost:${rowOf('jwt-factory').tlsPort}`
  const serviceb = `localhost:${rowOf('serviceb').port}`
  const [haproxy, apache, readme, script] = await Promise.all(
    ['haproxy.cfg', 'apache.conf', 'README.md', 'write-keys.mjs'].map(readExample),
  )
  expect(haproxy).toContain(`presetenv ISSUER ${factory}\n`)
  expect(haproxy).toContain(`presetenv UPSTREAM ${serviceb}\n`)
  expect(apache).toContain(`Define ISSUER ${factory}\n`)
  expect(apache).toContain(`Define UPSTREAM http://${serviceb}\n`)
  const [, command = 'none'] = /^\/\/ (.*write-keys\.mjs.*)$/m.exec(script ?? '') ?? []
  expect(command).toContain(`${factory}/jwks`)
  expect(readme).toContain(`\n${command}\n`)
})

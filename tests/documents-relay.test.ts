import { expect, test } from 'vitest'
import { readRelayConfig } from '../apps/relay/config/read-relay-config.ts'
import { RELAY_FLAGS } from '../apps/relay/config/relay-flags.ts'
import { ENDPOINT_LIMITS } from '../apps/relay/endpoints.ts'
import { askRelay, IN_TIME, listenAs, openBehindRelay, openTestRelay, relayToken } from '../apps/relay/relay.fixture.ts'
import { SPEAKS_WITHIN, TUNNEL_SETTINGS } from '../apps/relay/tunnel/rules.ts'
import { readProjectFile } from './support/project-files.ts'

const relayPage = await readProjectFile('docs/relay.md')
const [ours = '', pikos = ''] = [...relayPage.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml)

/** What a block of the document says, at free ports. */
async function openDocumented(yaml: string, dialect: 'strict' | 'piko') {
  const told = { file: 'relay.yaml', place: { folder: '/' }, flags: [], dialect }
  const config = await readRelayConfig({ ...told, text: yaml })
  const listen = { kind: 'tcp', port: 0 } as const
  const [proxy, upstream, admin] = [config.proxy, config.upstream, config.admin].map((port) => ({ ...port, listen }))
  const opened = await openTestRelay({ ...config, proxy: { ...config.proxy, ...proxy }, upstream: { ...config.upstream, ...upstream }, admin: { ...config.admin, ...admin } }) // prettier-ignore
  const service = await openBehindRelay((_asked, answer) => void answer.end('the service'))
  const ask = (token: string) => {
    const headers = { authorization: `Bearer ${token}`, 'x-piko-endpoint': 'my-endpoint' }
    return askRelay({ port: opened.ports.proxy, headers })
  }
  const listenBy = (token: string) => listenAs(opened.ports.upstream, 'my-endpoint', service, token)
  return { ask, listenBy }
}

const secretsIn = (yaml: string) => [...yaml.matchAll(/hmac_secret_key: (.*)/g)].map(([, secret = '']) => ({ secret }))

test('the relay of the document lets in who has a token for its endpoint, and each port has a secret of its own', async () => {
  const { ask, listenBy } = await openDocumented(ours, 'strict')
  const [clients = { secret: '' }, agents = { secret: '' }] = secretsIn(ours)
  await listenBy(relayToken({ ...IN_TIME, piko: { listen: ['my-endpoint'] } }, agents))
  const claims = { ...IN_TIME, piko: { endpoints: ['my-endpoint'] } }
  expect((await ask(relayToken(claims, clients))).text).toBe('the service')
  expect((await ask(relayToken(claims, agents))).status).toBe(401)
})

test('the YAML of Piko needs its dialect, and then any token of the secret will do', async () => {
  const { ask, listenBy } = await openDocumented(pikos, 'piko')
  const [secret = { secret: '' }] = secretsIn(pikos)
  await listenBy(relayToken({}, secret))
  expect((await ask(relayToken({}, secret))).text).toBe('the service')
  await expect(openDocumented(pikos, 'strict')).rejects.toThrow(/hmac_secret_key has 9 bytes/)
})

test('every key of the table is one, and every option is in the table', () => {
  const [, table = ''] = /\n\| key {2,}\|[^\n]*\n([^]*?)\n\n/.exec(relayPage) ?? []
  const inTable = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, key = '']) => key)) // prettier-ignore

  const options = Object.keys(RELAY_FLAGS).map((name) => name.replaceAll('-', '_').replace(OF_EACH_PORT, ''))
  expect(new Set(inTable)).toEqual(new Set([...options, 'auth.jwks.trusted_certificates', 'upstream.tenants']))
})

test('the bounds are those that hold', () => {
  const [, bounds = ''] = /There are bounds: ([^]*?)\n$/.exec(relayPage) ?? []
  expect(bounds).toContain(`${ENDPOINT_LIMITS.agents} agents, ${ENDPOINT_LIMITS.agentsOfOne} of them`)
  expect(bounds.replaceAll('\n', ' ')).toContain(
    `${TUNNEL_SETTINGS.maxConcurrentStreams} connections through one tunnel`,
  )
  expect(bounds).toContain(`An agent has ${SPEAKS_WITHIN / 1000} seconds`)
})

/** What stands before the keys that each port has. */
const OF_EACH_PORT = /^(?:proxy|upstream|admin)\.(?=auth|tls|bind)/

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { createLog } from '#core/log'
import { createTraces } from '#core/trace/recorder'
import { readSidecarConfig } from '../apps/sidecar/config/read-sidecar-config.ts'
import { openUpstream, type TestUpstream } from '../apps/sidecar/sidecars.fixture.ts'
import { startSidecars, type StartedSidecars } from '../apps/sidecar/start.ts'
import { SIDECAR_NOW } from '../core/access/dialects/dialect.fixture.ts'
import { temporaryFolder } from './support/folders.ts'
import { sidecarVectors, type SidecarVector } from './support/jwtproxy-vectors.ts'
import { sendVector, VECTOR_AUDIENCE, VECTOR_KEY } from './support/wire-vectors.ts'

// vectors-jwtproxy.test.ts plays the rows against the checks alone. Here each goes through a listening verifier of both
// dialects, those about the request line and about a registry too.

let upstream: TestUpstream
let registry: TestUpstream
let registryStatus = 404
let sidecars: StartedSidecars
/** By dialect, and by where the keys come from. */
let ports: number[]
/** The vectors were measured some milliseconds within a second. */
const clock = manualClock(SIDECAR_NOW * 1000 + 5)

const DIALECTS = ['jwtproxy', 'strict'] as const
const verifierBlock = (dialect: string, keyServer: string) => `
  - listen_addr: 127.0.0.1:0
    dialect: ${dialect}
    verifier:
      upstream: ${upstream.address}
      audience: ${VECTOR_AUDIENCE}
      max_skew: 5m
      max_ttl: 5m
      key_server: ${keyServer}
      claims_verifiers: [{type: static, options: {iss: jwtproxy}}]`

beforeAll(async () => {
  ;[upstream, registry] = [await openUpstream(), await openUpstream()]
  registry.server.removeAllListeners('request')
  registry.server.on('request', (_request, response) => void response.writeHead(registryStatus).end())
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'a.pub'), VECTOR_KEY)
  const servers = [
    '{type: preshared, options: {issuer: jwtproxy, key_id: mykey, public_key_path: a.pub}}',
    `{type: keyregistry, options: {registry: "${registry.address}"}}`,
    // Nobody listens at the port for discarding.
    '{type: keyregistry, options: {registry: "http://127.0.0.1:9"}}',
  ]
  const blocks = DIALECTS.flatMap((dialect) => servers.map((server) => verifierBlock(dialect, server)))
  const yaml = `jwtproxy:\n  signer_proxy: {enabled: false}\n  verifier_proxies:${blocks.join('')}\n`
  sidecars = await startSidecars(readSidecarConfig(yaml, 'vectors.yaml', { folder }), {
    clock,
    machine: systemClock,
    log: createLog({ name: 'sidecars', level: 'silent', format: 'json', clock, write: () => {} }),
    traces: createTraces('sidecar', clock),
    host: 'localhost',
    nameOf: (address) => address,
  })
  ports = sidecars.proxies.map(({ port = 0 }) => port)
})
afterAll(async () => {
  await sidecars.close()
  await upstream.close()
  await registry.close()
})

async function answersTo(vector: SidecarVector, dialect: (typeof DIALECTS)[number]) {
  const { registry: asked } = vector
  if (asked) clock.advance({ hours: 1 }) // what the registry has said of the same key before is forgotten
  if (asked?.status !== undefined) registryStatus = asked.status
  const at = 3 * DIALECTS.indexOf(dialect) + (asked === undefined ? 0 : asked.down ? 2 : 1)
  const before = upstream.seen.length
  const answers = await sendVector(vector, ports[at] ?? 0, new URL(upstream.address).host, () =>
    Math.floor(clock.now() / 1000),
  )
  return { answers, reached: upstream.seen.length - before }
}

describe('dialect jwtproxy, over the wire', () => {
  test.each(sidecarVectors)('$id: $what', async (vector) => {
    const { answers, reached } = await answersTo(vector, 'jwtproxy')
    for (const [at, { real }] of vector.steps.entries()) {
      expect(answers[at]?.status).toBe(real.status)
      if (real.body !== undefined) expect(answers[at]?.body.trimEnd()).toBe(real.body.trimEnd())
    }
    const passed = vector.steps.filter(({ real }) => real.status === 200 && !real.tunnel)
    expect(reached).toBe(passed.length)
  })
})

describe('dialect strict, over the wire', () => {
  // A row of policy is played by every choice in vectors-jwtproxy.test.ts: here it is enough that it has an answer of ours.
  test.each(sidecarVectors)('$id: $what', async (vector) => {
    const { answers, reached } = await answersTo(vector, 'strict')
    const believed = answers.filter(({ status }) => status === 200).length
    expect(reached).toBe(believed)
    for (const [at, { ours }] of vector.steps.entries()) {
      const { status = 0, body = '' } = answers[at] ?? {}
      const wanted = ours.verdict === 'policy' ? [200, 401] : [ours.status ?? 200].flat()
      expect(wanted, body).toContain(status)
      if (status !== 200) expect(JSON.parse(body)).toMatchObject({ status })
    }
  })
})

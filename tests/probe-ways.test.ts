import { describe, expect, onTestFinished, test } from 'vitest'
import { CATALOGUE, type AttackWorld, type DialectParty } from '#attacks'
import { manualClock, systemClock, type Clock } from '#core/clock'
import { sideOf } from '../apps/probe/engine/target.fixture.ts'
import { runCatalogue } from '../apps/probe/engine/run-catalogue.ts'
import type { IssuerSide } from '../apps/probe/issuer-side.ts'
import { withKeyServer } from '../apps/probe/issuer/key-server.ts'
import { guardTarget } from '../apps/probe/target/guard-target.ts'
import { openSender } from '../apps/probe/target/open-sender.ts'
import { AUTHORIZATION } from '../apps/probe/target/probe-target.ts'
import { openRegistryVerifier } from '../apps/sidecar/weaknesses.fixture.ts'
import { verifierWorld } from './support/jwtproxy-party.ts'

// The ways of jwtproxy, as the engine of the command finds them at a verifier whose clock is moved: all of them in its dialect, and none without it.

/** Pauses of a run pass sooner. */
const HURRIED: Clock = {
  ...systemClock,
  delay: (milliseconds) => systemClock.delay(milliseconds / 5),
}

const HAS = [
  'issuer-key',
  'good-token',
  'two-good-tokens',
  'published-keys',
  'listener',
  'raw-socket',
  'dialect',
] as const

const sideAt = (party: DialectParty, world: AttackWorld) => sideOf({ has: new Set(HAS), party }, world)

/** It leaves a verifier that believes nobody for minutes. */
const MEMORY_FILLED = 'dialect-jwtproxy-w3-memory-filled'

/** What the engine says of each way of a party. */
async function toldAt(port: number, side: IssuerSide) {
  const { path } = side.world().target
  const guarded = await guardTarget(`http://127.0.0.1:${port}${path}`, false)
  const extraHeaders = [['X-Echo', 'all']] as const // the service behind shows what it was sent
  const sender = openSender({ ...guarded, method: 'GET', tokenHeader: AUTHORIZATION, extraHeaders }, systemClock)
  onTestFinished(() => sender.close())
  const { cases, stopped } = await runCatalogue({
    cases: CATALOGUE.filter(({ party, id }) => party === side.party && id !== MEMORY_FILLED),
    sender,
    issuerSide: side,
    clock: HURRIED,
    target: { url: guarded.url.href, method: 'GET' },
    rate: 'max',
  })
  expect(stopped).toBeUndefined()
  return Object.fromEntries(
    cases.map(({ id, verdict, finding, reason }) => [
      id.replace(/^dialect-\w+?-/, ''),
      finding
        ? `finding: ${finding.kind}`
        : verdict === 'inconclusive' || verdict === 'not-run'
          ? `${verdict}: ${reason}`
          : verdict,
    ]),
  )
}

async function toldAtVerifier(dialect: 'jwtproxy' | 'strict') {
  const world = verifierWorld()
  const side = await withKeyServer(sideAt('jwtproxy-verifier', world), { port: 0, clock: HURRIED })
  onTestFinished(() => side.close())
  const clock = manualClock(world.now() * 1000)
  const more = { verifier: `issuers: [${world.target.issuer}]`, clock, keyServer: side.keyServerUrl }
  const verifier = await openRegistryVerifier(dialect, () => undefined, more)
  onTestFinished(() => verifier.close())
  const publish: IssuerSide['publish'] = async (...its) => {
    clock.advance({ seconds: 30 }) // what failed a moment ago may be asked again
    return side.publish?.(...its) ?? expect.fail('it publishes')
  }
  return toldAt(verifier.port, { ...side, publish })
}

describe('a verifier', () => {
  test('in the dialect of jwtproxy', async () => {
    expect(await toldAtVerifier('jwtproxy')).toEqual({
      'w1-connect': 'finding: believed',
      'w2-burned-by-a-copy': 'finding: good-refused',
      'w4-a-question-for-each-name': 'finding: watch',
      'w5-name-with-dots': 'finding: believed',
      'w6-burned-by-an-outage': 'finding: good-refused',
      'w7-ids-of-another-issuer': 'finding: good-refused',
      'w12-token-goes-on': 'finding: watch',
      'w15-key-server-hangs': 'finding: hung',
    })
  })

  test('strict', async () => {
    expect(await toldAtVerifier('strict')).toEqual({
      'w1-connect': 'refused',
      'w2-burned-by-a-copy': 'believed',
      'w4-a-question-for-each-name': 'refused',
      'w5-name-with-dots': 'refused',
      'w6-burned-by-an-outage': 'believed',
      'w7-ids-of-another-issuer': 'believed',
      'w12-token-goes-on': 'believed',
      'w15-key-server-hangs': expect.not.stringContaining('finding'), // after an outage it waits longer than this test
    })
  })
})

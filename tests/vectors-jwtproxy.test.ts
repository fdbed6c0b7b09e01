import { describe, expect, test } from 'vitest'
import type { AccessDecision } from '#core/access/dialect'
import type { SidecarAccessConfig } from '#core/access/sidecar-config'
import { openSidecar, SIDECAR_CONFIG } from '../core/access/dialects/dialect.fixture.ts'
import { answered, OF_THE_PROXY, playVector, sidecarVectors, vectorCount } from './support/jwtproxy-vectors.ts'

// What jwtproxy does, and what we do in its place: each row in both dialects. Whatever is about the request line belongs to
// the proxy, and only the answers that it gives then are looked at here.

const ofDialects = sidecarVectors.filter(({ id }) => !OF_THE_PROXY.includes(id))

describe('dialect jwtproxy answers as jwtproxy does', () => {
  test.each(ofDialects)('$id: $what', async (vector) => {
    const answers = (await playVector(vector, { dialect: 'jwtproxy' })).map(answered)
    for (const [at, { real }] of vector.steps.entries()) expect(answers[at]).toMatchObject(real)
  })

  test('and the rows about the request line have their answers', () => {
    const { answers, description } = openSidecar({ dialect: 'jwtproxy' }).access
    const [absolute, connect] = OF_THE_PROXY.map((name) => sidecarVectors.find(({ id }) => id === name)?.steps[0]?.real)
    expect(answers.absoluteTarget).toMatchObject(absolute ?? {})
    expect(connect).toMatchObject({ tunnel: true })
    expect([answers.connect, description.opensTunnels]).toEqual(['tunnel', true])
  })
})

/** Rows of which the strict verifier is told what to do; without a word of the configuration it is told by default. */
const CHOSEN: Record<string, [status: number, changes?: Partial<SidecarAccessConfig>][]> = {
  rs512: [[401], [200, { algorithms: ['RS256', 'RS512'] }]],
  ps256: [[401], [200, { algorithms: ['PS256'] }]],
  'typ-missing': [[200], [200, { tokenTypes: ['JWT'] }], [401, { tokenTypes: ['at+jwt'] }]],
  'typ-at-jwt': [[200], [401, { tokenTypes: ['JWT'] }]],
  'aud-array': [[200]],
  'aud-upper-case': [[200], [401, { audienceMatch: 'exact' }]],
  'exp-one-second-ago': [[200], [401, { maxSkew: 0 }], [401, { maxSkew: 1000 }], [200, { maxSkew: 2000 }]],
  'exp-now': [[200], [401, { maxSkew: 0 }], [200, { maxSkew: 1000 }]],
  'nbf-missing': [[200], [401, { requiredClaims: ['nbf'] }]],
  'nbf-two-seconds-ahead': [[200], [401, { maxSkew: 1000 }], [200, { maxSkew: 2000 }]],
}

describe('dialect strict does what a verifier should', () => {
  test.each(ofDialects)('$id: $what', async (vector) => {
    const [first] = vector.steps
    const ways = first?.ours.verdict === 'policy' ? (CHOSEN[vector.id] ?? []) : [[undefined, {}] as const]
    expect(ways).not.toEqual([])
    for (const [chosen, changes] of ways) {
      const decisions = await playVector(vector, changes ?? {})
      for (const [at, { ours }] of vector.steps.entries()) {
        const decision = decisions[at]
        if (!decision) throw new Error('a step was not played')
        const { status } = answered(decision)
        expect([chosen ?? ours.status ?? 200].flat(), JSON.stringify(decision)).toContain(status)
        if (status !== 200) expectOwnAnswer(decision)
        if (ours.challenge === 'Bearer') expect(challengeOf(decision)).not.toContain('error')
      }
    }
  })

  test('and the rows about the request line have their answers', () => {
    const { answers, description } = openSidecar().access
    const wanted = OF_THE_PROXY.map((name) => sidecarVectors.find(({ id }) => id === name)?.steps[0]?.ours.status)
    expect(description.opensTunnels).toBe(false)
    expect(
      [answers.absoluteTarget, answers.connect].map((answer) => (answer === 'tunnel' ? 0 : answer.status)),
    ).toEqual(wanted)
  })
})

const challengeOf = (decision: AccessDecision) =>
  'answer' in decision ? decision.answer.headers['www-authenticate'] : undefined

/** Each refusal has a stable reason, and the challenge that goes with its status. */
function expectOwnAnswer(decision: AccessDecision): void {
  if (!('answer' in decision)) throw new Error('it was let through')
  const { status, body } = decision.answer
  expect(JSON.parse(body)).toMatchObject({ status, reason: decision.reason, check: decision.check })
  if (status === 503) expect(challengeOf(decision)).toBeUndefined()
  else expect(challengeOf(decision)).toMatch(/^Bearer realm="http:\/\/localhost:18080"/)
  if (status === 401 && decision.reason !== 'no-credentials')
    expect(challengeOf(decision)).toContain('error="invalid_token"')
}

test('no row is left out', () => {
  expect(sidecarVectors).toHaveLength(vectorCount)
  expect(sidecarVectors.flatMap(({ steps }) => steps)).toHaveLength(68)
  expect(ofDialects).toHaveLength(65 - OF_THE_PROXY.length)
  const policies = sidecarVectors.filter(({ steps }) => steps[0]?.ours.verdict === 'policy').map(({ id }) => id)
  expect(Object.keys(CHOSEN).sort()).toEqual(policies.sort())
  expect(SIDECAR_CONFIG.audience).toBe('http://localhost:18080')
})

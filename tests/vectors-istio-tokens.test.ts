import { describe, expect, test } from 'vitest'
import { tokenRulesFor } from '#core/access/dialects/mesh/which-rules'
import { jwtRule } from '../core/access/dialects/mesh/mesh.fixture.ts'
import { silentContext } from '../core/access/dialects/dialect.fixture.ts'
import { createMeshAccess, type MeshTokenDecision } from '#core/access/mesh-access'
import { manualClock } from '#core/clock'
import { readChanges } from '#core/http/forward/header-changes'
import type { JwtRule } from '#core/policy/mesh/jwt-rule'
import { decodeUnverified } from '#core/token/decode-unverified'
import { createKeyPlane } from '../apps/mesh/keys/key-plane.ts'
import {
  askCases,
  fieldsOfCase,
  fillTokens,
  ISTIO_TOKENS,
  readKeySetOf,
  TOKEN_CASES,
  tokenPoliciesIn,
  type TokenCase,
} from './support/istio-tokens.ts'

const log = { info() {}, warn() {} }
const clock = manualClock(TOKEN_CASES.clock * 1000)

/** The token check of a workload, with the keys that these rules find. */
async function openChecks(rules: readonly JwtRule[]) {
  const plane = createKeyPlane({ clock, log, ask: askCases })
  const access = createMeshAccess([], { clock, log, keys: plane.keysOf })
  await plane.use(rules, () => access.replace(rules))
  plane.close()
  return access
}

async function decideCase(row: TokenCase) {
  const { policyFile, workload, request } = row
  const policies = policyFile === null ? [] : tokenPoliciesIn(policyFile)
  const access = await openChecks(tokenRulesFor(workload, TOKEN_CASES.mesh.rootNamespace, policies))
  const asked = {
    method: request.method,
    target: fillTokens(request.path),
    authorization: [],
    fields: fieldsOfCase(row),
  }
  return access.decide(asked, silentContext())
}

/** What the service gets under a name: what the client said, as far as it goes on, and what the sidecar adds. */
function seenByService(row: TokenCase, decision: MeshTokenDecision, name: string): string | null {
  if ('answer' in decision) throw new Error('nothing goes on')
  const changes = readChanges([decision.changes.headers])
  const fields = fieldsOfCase(row)
  const kept = fields.flatMap((field, at) =>
    at % 2 === 0 ? [{ field: field.toLowerCase(), value: fields[at + 1] ?? '' }] : [],
  )
  const added = (changes?.added ?? []).flatMap((field, at, all) =>
    at % 2 === 0 ? [{ field, value: all[at + 1] ?? '' }] : [],
  )
  const seen = [...kept.filter(({ field }) => !changes?.takesAway(field)), ...added].filter(
    ({ field }) => field === name,
  )
  return seen.length === 0 ? null : seen.map(({ value }) => value).join(', ')
}

/** Their 403 is not that of a token: an AuthorizationPolicy of the same file decides, after the token check let them go on. */
const DECIDED_BY_A_POLICY = new Set([
  'RequestAuthentication.headers-params.03',
  ...['02', '04', '09'].map((number) => `IngressRequestAuthentication.ingress-authn.${number}`),
  ...['05', '09', '10'].map((number) => `GatewayAPIRequestAuthentication.gateway-authn.${number}`),
])

describe("Istio's own requests with tokens", () => {
  test('all are here', () => {
    expect(TOKEN_CASES.cases).toHaveLength(33)
    expect([...DECIDED_BY_A_POLICY].filter((id) => TOKEN_CASES.cases.some((row) => row.id === id))).toHaveLength(7)
  })

  test.each(TOKEN_CASES.cases.map((row) => [row.id, row.name, row] as const))('%s %s', async (id, _name, row) => {
    const decision = await decideCase(row)
    const { status, upstreamHeaders } = row.expect
    const passesHere = status === 200 || DECIDED_BY_A_POLICY.has(id)
    expect('answer' in decision ? decision.answer.status : 200).toBe(passesHere ? 200 : status)
    for (const [name, value] of Object.entries(upstreamHeaders)) {
      expect(seenByService(row, decision, name)).toBe(value === null ? null : fillTokens(value))
    }
    if (!('answer' in decision)) expect(decision.changes.target).not.toMatch(/[?&](?:secondary_)?token=/)
  })

  test('a preflight, and whoever has no token, are nobody', async () => {
    const open = await Promise.all(TOKEN_CASES.cases.map(async (row) => [row.id, (await decideCase(row)).kind]))
    expect(open.filter(([, kind]) => kind === 'open').map(([id]) => id)).toEqual([
      'RequestAuthentication.authn-only.04',
      'RequestAuthentication.authn-only.06',
      'RequestAuthentication.no-authn-authz.01',
      'RequestAuthentication.invalid-jwks.03',
      'RequestAuthentication.headers-params.03',
      'IngressRequestAuthentication.ingress-authn.01',
      'IngressRequestAuthentication.ingress-authn.02',
      'GatewayAPIRequestAuthentication.gateway-authn.09',
    ])
  })
})

const WORDS = {
  yes: undefined,
  expired: 'Jwt is expired',
  malformed: 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections',
}

describe.each(Object.entries(ISTIO_TOKENS))('the token %s', (_name, vector) => {
  const { token, verifies } = vector
  const claims = decodeUnverified(token)?.claims as { iss?: string; sub?: string } | undefined // of a vector
  const issuer = claims?.iss ?? 'anybody'
  const says = async (text: string, jwks: string) => {
    const access = await openChecks([jwtRule({ issuer, jwks })])
    const asked = { method: 'GET', target: '/', authorization: [`Bearer ${text}`] }
    const decision = await access.decide(asked, silentContext())
    return 'answer' in decision ? decision.answer.body : undefined
  }

  test('is judged as it must be', async () => {
    expect(await says(token, readKeySetOf(vector))).toBe(WORDS[verifies])
  })

  test('fits no other key set, and no other signature', async () => {
    if (verifies !== 'yes') return
    const other = Object.values(ISTIO_TOKENS).find(({ keys }) => keys !== vector.keys) ?? vector
    expect(await says(token, readKeySetOf(other))).toBe("Jwks doesn't have key to match kid or alg from Jwt")
    const at = token.lastIndexOf('.') + 10
    const changed = `${token.slice(0, at)}${token.charAt(at) === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
    expect(await says(changed, readKeySetOf(vector))).toBe('Jwt verification fails')
  })
})

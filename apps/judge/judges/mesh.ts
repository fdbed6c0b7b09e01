import { meshRule } from '#core/access/dialects/mesh/rule-dialect'
import { loadMeshKeys } from '#core/access/load-mesh-keys'
import { createMeshAccess } from '#core/access/mesh-access'
import { manualClock } from '#core/clock'
import type { JwtRule } from '#core/policy/mesh/jwt-rule'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'
import { UNHEARD } from '#core/trace/look'
import { cannotBeAsked, judgeBy } from '../judge-by.ts'
import { JUDGE_TITLES } from '../judge-titles.ts'
import type { Judge } from '../judgement.ts'

/** The sidecar of Istio with one rule that names issuer and audience, and no policy that demands a token. */
export const createMeshJudge = (): Judge => ({
  id: 'mesh',
  title: JUDGE_TITLES.mesh,
  configuration: policyText({ issuer: 'ISSUER', audience: 'AUDIENCE', jwks: 'KEY' }, String),
  async judge(question) {
    const { expected, keys, now } = question
    const rule = ruleIn(policyText({ ...expected, jwks: JSON.stringify(keys.jwks) }, JSON.stringify))
    if (typeof rule === 'string') return cannotBeAsked('mesh', rule)
    const ruleKeys = (await loadMeshKeys(keys.jwks)).keys
    const parts = { clock: manualClock(now), log: UNHEARD, keys: () => ruleKeys }
    const access = createMeshAccess([rule], parts)
    const description = meshRule({ rule, keys: parts.keys, now: () => now })
    return judgeBy({ judge: 'mesh', description, decide: access.decide }, question)
  },
})

/** @param spelt how a text stands in YAML: JSON is some */
const policyText = (
  { issuer, audience, jwks }: { issuer: string; audience: string; jwks: string },
  spelt: (text: string) => string,
) => `apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata:
  name: service
spec:
  jwtRules:
    - issuer: ${spelt(issuer)}
      audiences: [${spelt(audience)}]
      jwks: ${spelt(jwks)}
`

/** Read as a sidecar reads it. @returns what is wrong with it, as a sentence, where it has no rule */
function ruleIn(text: string): JwtRule | string {
  const { policies, faults } = readMeshPolicies([{ file: 'policy.yaml', text }])
  const [rule] = policies.requestAuthentication.flatMap(({ rules }) => rules)
  return rule ?? `No rule of Istio can be written for this: ${faults[0]?.message ?? 'it has none'}.`
}

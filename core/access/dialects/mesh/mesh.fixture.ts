import { manualClock } from '../../../clock.ts'
import { bareJwtRule } from '../../../policy/mesh/jwt-rule.fixture.ts'
import type { JwtRule } from '../../../policy/mesh/jwt-rule.ts'
import type { AskedRequest } from '../../dialect.ts'
import { loadMeshKeys } from '../../load-mesh-keys.ts'
import { createMeshAccess, type MeshTokenDecision } from '../../mesh-access.ts'
import type { KeysOfRule, MeshKeys } from '../../mesh-keys.ts'
import { OWN_JWK, SIDECAR_NOW, silentContext, STRANGER_JWK, tracedContext } from '../dialect.fixture.ts'

/** A rule of a RequestAuthentication that says no more than it has to. */
export const jwtRule = (changes?: Partial<JwtRule>): JwtRule => bareJwtRule('jwtproxy', changes)

const setOf = async (...jwks: object[]): Promise<MeshKeys> => (await loadMeshKeys({ keys: jwks })).keys

/** The key of the fixture, which names no algorithm. */
export const OWN_KEYS = await setOf({ ...OWN_JWK, kid: 'mykey' })
export const STRANGER_KEYS = await setOf({ ...STRANGER_JWK, kid: 'stranger' })

/** A request as Node hands it out. */
export const askedWith = (fields: readonly string[], changes: Partial<AskedRequest> = {}): AskedRequest => ({
  method: 'GET',
  target: '/data',
  scheme: 'http',
  authorization: fields.filter((_value, at) => at % 2 === 1 && fields[at - 1]?.toLowerCase() === 'authorization'),
  fields: ['Host', 'backend-api', ...fields],
  ...changes,
})

export const bearer = (token: string): string[] => ['Authorization', `Bearer ${token}`]

/** The token check of a workload, its clock and what it told. */
export function openMesh(rules: readonly JwtRule[] = [jwtRule()], keys: KeysOfRule = () => OWN_KEYS) {
  const clock = manualClock(SIDECAR_NOW * 1000)
  const logged: object[] = []
  const log = { warn: (fields: object, event: string) => void logged.push({ event, ...fields }) }
  const access = createMeshAccess(rules, { clock, log, keys })
  return {
    access,
    clock,
    logged,
    decide: (request: AskedRequest): Promise<MeshTokenDecision> => access.decide(request, silentContext()),
    /** With its trace. */
    async traced(request: AskedRequest) {
      const trace = tracedContext()
      return { decision: await access.decide(request, trace.context), trace }
    },
  }
}

/** What came of it: the status, and the text or who asks. */
export const saidOf = (decision: MeshTokenDecision): readonly [number, string?] => {
  if ('answer' in decision) return [decision.answer.status, decision.answer.body]
  return decision.kind === 'open' ? [200] : [200, decision.principal ?? decision.issuer]
}

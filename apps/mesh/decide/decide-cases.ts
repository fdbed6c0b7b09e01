import type { Clock } from '#core/clock'
import { NoAnswer } from '#core/http/outside-client'
import type { Log } from '#core/log'
import type { RequestFacts } from '#core/policy/mesh/facts'
import type { MeshPolicies, MeshSettings } from '#core/policy/mesh/model'
import { MESH_DEFAULTS } from '#core/policy/mesh/model'
import type { AskAddress } from '../keys/fetch-key-set.ts'
import { createMeshPlane } from '../plane.ts'
import type { CaseRequest, PolicyCase } from './cases-file.ts'
import type { CasesToDecide } from './cases-to-decide.ts'
import { differencesOf } from './differences.ts'
import { decideRequest, type ArrivingRequest, type RequestDecision } from './decide-request.ts'
import { fieldsOfRequest, fillIn, type NamedTokens } from './fill-tokens.ts'

/** What became of a case. */
export interface DecidedCase extends RequestDecision {
  id: string
  /** What was expected, and is not so: a sentence each. */
  differences: readonly string[]
  /** Key sets that its tokens would need, and that cannot be had. */
  keyTrouble: readonly string[]
}

/** Decides all cases, in their order. Nothing is asked outside: what an address answers is written in the file. */
export async function decideCases(given: CasesToDecide, parts: { clock: Clock; log: Log }): Promise<DecidedCase[]> {
  const mesh = given.mesh ?? MESH_DEFAULTS
  const decided = new Map<string, DecidedCase>()
  const groups = Map.groupBy(given.cases, ({ policyFile, workload }) => JSON.stringify([policyFile, workload]))
  for (const cases of groups.values()) {
    const [{ policyFile } = {}] = cases
    for (const one of await decideGroup(cases, given.policiesOf(policyFile), mesh, given, parts))
      decided.set(one.id, one)
  }
  return given.cases.flatMap(({ id }) => decided.get(id) ?? [])
}

/** Cases for one workload and one set of policies, which are compiled once. */
async function decideGroup(
  cases: readonly PolicyCase[],
  policies: MeshPolicies,
  mesh: MeshSettings,
  { tokens, sources, clock: seconds }: CasesToDecide,
  { clock: machine, log }: { clock: Clock; log: Log },
): Promise<DecidedCase[]> {
  const [first] = cases
  if (!first) return []
  const clock = seconds === undefined ? machine : { ...machine, now: () => seconds * 1000 }
  const plane = createMeshPlane({ mesh, policies, clock, machine, log, ask: askWritten(sources) })
  try {
    const rules = await plane.rulesOf(first.workload)
    const trouble = plane.keys().trouble.map(({ source, what }) => `The keys of ${source} cannot be had: ${what}.`)
    const decided: DecidedCase[] = []
    for (const { id, request, expect } of cases) {
      const decision = await decideRequest(rules.now, arrivingRequest(request, tokens), mesh)
      const keyTrouble = decision.by.kind === 'token' ? trouble : []
      decided.push({ id, ...decision, differences: differencesOf(decision, expect, tokens), keyTrouble })
    }
    return decided
  } finally {
    plane.close()
  }
}

const askWritten =
  (sources: CasesToDecide['sources']): AskAddress =>
  async (address, { patience }) => {
    const source = sources.get(address)
    if (!source) throw new NoAnswer('the cases do not say what is there: add it to jwksSources')
    if (source.delayMs > patience) throw new NoAnswer(`no answer within ${patience} ms`)
    return source
  }

function arrivingRequest(request: CaseRequest, tokens: NamedTokens): ArrivingRequest {
  const { protocol = 'http', port, peer, sourceIp, remoteIp = sourceIp, destinationIp, sni, external } = request
  const isTcp = protocol === 'tcp'
  const facts: RequestFacts = {
    protocol: isTcp ? 'tcp' : 'http',
    port,
    ...(!isTcp && { method: request.method ?? 'GET', path: fillIn(request.path ?? '/', tokens) }),
    ...(!isTcp && request.host !== undefined && { host: request.host }),
    ...(peer !== undefined && { peerUri: peer.startsWith('spiffe://') ? peer : `spiffe://${peer}` }),
    ...(sourceIp !== undefined && { sourceIp }),
    ...(remoteIp !== undefined && { remoteIp }),
    ...(destinationIp !== undefined && { destinationIp }),
    ...(sni !== undefined && { serverName: sni }),
  }
  return { facts, fields: isTcp ? [] : fieldsOfRequest(request, tokens), ...(external && { external }) }
}

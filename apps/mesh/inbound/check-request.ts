import type { IncomingMessage } from 'node:http'
import { fieldsThatGoOn } from '#core/http/forward/hop-by-hop'
import type { HeaderChanges } from '#core/http/forward/header-changes'
import type { OwnAnswer } from '#core/http/forward/own-answer'
import type { PeerIdentity } from '#core/http/peer-identity'
import type { MeshSettings, Workload } from '#core/policy/mesh/model'
import { normalPath } from '#core/policy/mesh/normal-path'
import type { RequestContext } from '#core/trace/request-context'
import type { RulesInForce } from '../plane.ts'
import { DENIAL } from './answers.ts'
import { askExternal, type ExternalParts } from './external.ts'
import { requestFacts, type WorkloadPort } from './facts.ts'
import { fieldsWith } from './fields.ts'
import { peerHeaders } from './peer-headers.ts'
import { sayDecider, tellDecision } from './tell-decision.ts'

/** Whether a request goes on, and how it is changed. */
export type CheckedRequest =
  | { kind: 'goes-on'; target: string; changes: readonly HeaderChanges[]; answerHeaders: HeaderChanges }
  /** `detail` is what the mesh writes into its access log. */
  | { kind: 'answered'; answer: OwnAnswer; detail: string }

export interface CheckParts extends ExternalParts {
  rules: RulesInForce
  workload: Workload
  at: WorkloadPort
  mesh: MeshSettings
  /** The id of the workload itself. */
  spiffeId: string
}

/**
 * All that a sidecar asks about a request, in the order of the mesh (M-2): the external authorizer, the tokens, AUDIT, DENY,
 * ALLOW. What is decided about is what goes on: the path is normal before anybody looks at it, and what only sidecars say is what this one
 * says.
 */
export async function checkRequest(
  parts: CheckParts,
  request: IncomingMessage,
  peer: PeerIdentity | undefined,
  context: RequestContext,
): Promise<CheckedRequest> {
  const { rules, at, mesh, workload, log, spiffeId } = parts
  const { decider, access, hasCustom } = (await rules.forTrace?.(context.trace)) ?? rules.now
  const target = normalTarget(request.url ?? '/', mesh)
  const goingOn = fieldsThatGoOn(request.rawHeaders, request.headers.connection)
  const forwardedFor = fieldsCalled(goingOn, 'x-forwarded-for')
  const own = peerHeaders(request, { peer, spiffeId, isGateway: at.isGateway, forwardedFor })
  const came = { peer, fields: goingOn, forwardedFor }
  const question = hasCustom
    ? decider.external(requestFacts(request, at, { ...came, target, changes: [own] }))
    : undefined
  const outside = question
    ? await askExternal(parts, question, { request, fields: fieldsWith(goingOn, own), target }, context)
    : NOBODY_ASKED
  if (outside.kind === 'answered') return outside

  const fields = question ? fieldsWith(goingOn, outside.changes) : goingOn
  const { method = 'GET' } = request
  const authorization = fieldsCalled(fields, 'authorization')
  const tokens = await access.decide({ authorization, method, target, fields, scheme: schemeOf(request) }, context)
  if ('answer' in tokens)
    return { kind: 'answered', answer: { ...tokens.answer, isWhole: true }, detail: tokens.logDetail }

  const changes = question ? [outside.changes, tokens.changes.headers, own] : [tokens.changes.headers, own]
  const facts = requestFacts(request, at, {
    ...came,
    target: tokens.changes.target,
    changes,
    ...(tokens.kind === 'believed' && {
      claims: tokens.claims,
      spaceDelimitedClaims: tokens.rule.spaceDelimitedClaims,
    }),
  })
  // Whoever was to be asked has been asked, about the request as it came.
  const decision = decider.decide(facts, { external: 'allow', reasons: context.recorder.isOn })
  const name = `${workload.namespace}/${workload.name}`
  tellDecision(context.recorder, name, facts, decision)
  const { traceId } = context.trace
  for (const { policy, rule } of decision.audited) log.info({ traceId, policy, rule }, 'audited')
  if (decision.shadow)
    log.info({ traceId, decision: decision.shadow.decision, by: sayDecider(decision.shadow.by) }, 'dry-run')
  if (decision.decision === 'deny') return { kind: 'answered', answer: DENIAL, detail: decision.logDetail ?? '' }
  return { kind: 'goes-on', target: tokens.changes.target, changes, answerHeaders: outside.answerHeaders }
}

const NOBODY_ASKED = { kind: 'goes-on', changes: {}, answerHeaders: {} } as const

/** By which the client asked the first one of the mesh: between sidecars it is TLS in any case. */
const schemeOf = ({ headers }: IncomingMessage) => (headers['x-forwarded-proto'] === 'https' ? 'https' : 'http')

/** The query stays as it came. What is not a path is left for the forwarder to refuse. */
export function normalTarget(url: string, { pathNormalization }: MeshSettings): string {
  const mark = url.search(/[?#]/)
  return normalPath(url, pathNormalization) + (mark < 0 ? '' : url.slice(mark))
}

function fieldsCalled(fields: readonly string[], name: string): string[] {
  return fields.filter((_value, at) => at % 2 === 1 && fields[at - 1]?.toLowerCase() === name)
}

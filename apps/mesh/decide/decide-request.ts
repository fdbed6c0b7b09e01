import type { AccessReason } from '#core/access/dialect'
import { fieldsThatGoOn } from '#core/http/forward/hop-by-hop'
import type { DecidedBy, MeshDecision, Reason } from '#core/policy/mesh/decision'
import type { RequestFacts } from '#core/policy/mesh/facts'
import type { MeshSettings, PolicyPlace } from '#core/policy/mesh/model'
import { SILENT_ID, silent } from '#core/trace/recorder'
import { normalTarget } from '../inbound/check-request.ts'
import { fieldsWith } from '../inbound/fields.ts'
import { OF_SIDECARS } from '../inbound/peer-headers.ts'
import type { WorkloadRules } from '../plane.ts'

/** A request, or a connection that is not HTTP, as a sidecar sees it come in. */
export interface ArrivingRequest {
  facts: Omit<RequestFacts, 'headers' | 'claims' | 'spaceDelimitedClaims'>
  /** Header fields: name, value, name, value … */
  fields: readonly string[]
  /** What an external authorizer says, should one be asked. */
  external?: 'allow' | 'deny'
}

/** What decided: a policy, or what is looked at before policies are. */
export type RequestDecidedBy =
  | DecidedBy
  /** The token check: which of its checks said no. `body` and `challenge` are the answer, `logDetail` goes to the log. */
  | { kind: 'token'; check: string; reason: AccessReason; body: string; challenge?: string; logDetail: string }
  /** The port takes no plaintext, so the connection ends before there is a request. */
  | { kind: 'peer-authentication'; mode: 'STRICT'; policy: string; place: PolicyPlace }

/** Why, where no policy was looked at. */
export interface EarlierReason {
  matched: true
  sentence: string
}

export interface RequestDecision {
  decision: 'allow' | 'deny'
  /** Of the answer; null where there is none: a connection that is not HTTP, or one that ends at once. */
  status: number | null
  by: RequestDecidedBy
  reasons: readonly (Reason | EarlierReason)[]
  /** What policies say besides, which decides nothing. */
  aside?: Pick<MeshDecision, 'audited' | 'shadow'>
  /** Whose token it was: `issuer/subject`; absent: there is no verified token. */
  user?: string
  /** The header fields that the service gets; absent: it gets nothing. */
  upstream?: readonly string[]
}

/**
 * Decides as a sidecar does, in the order of the mesh (M-2), without a connection: whether plaintext is taken, the external
 * authorizer, the token, and then the policies.
 */
export async function decideRequest(
  rules: WorkloadRules,
  { facts: given, fields: said, external }: ArrivingRequest,
  mesh: MeshSettings,
): Promise<RequestDecision> {
  const { mode, policy, place } = rules.peerMode(given.port)
  if (mode === 'STRICT' && given.peerUri === undefined && policy !== undefined && place)
    return refusedAsPlain(policy, place)
  const { peerUri, ...anonymous } = given
  const facts = mode === 'DISABLE' || peerUri === undefined ? anonymous : { ...anonymous, peerUri }
  if (facts.protocol === 'tcp') return { ...asDecided(rules.decider.decide(facts, withWord(external))), status: null }

  const fields = fieldsSeen(said, 'peerUri' in facts)
  const arrived = { ...facts, headers: fieldsByName(fields) }
  const question = rules.decider.external(arrived)
  // Of two authorizers none is asked, so none says yes.
  if (question && (question.isAmbiguous || external !== 'allow'))
    return asDecided(rules.decider.decide(arrived, withWord(external)))

  const { method = 'GET', path = '/' } = facts
  const target = normalTarget(path, mesh)
  const tokens = await rules.access.decide(
    { authorization: valuesNamed(fields, 'authorization'), method, target, fields },
    NOBODY_TRACES,
  )
  if ('answer' in tokens) {
    const { check, reason, answer, logDetail } = tokens
    const challenge = answer.headers['www-authenticate']
    const by = {
      kind: 'token',
      check,
      reason,
      body: answer.body,
      ...(challenge !== undefined && { challenge }),
      logDetail,
    } as const
    const sentence = `The token check "${check}" refuses the request before a policy is looked at: ${answer.body}.`
    return { decision: 'deny', status: answer.status, by, reasons: [{ matched: true, sentence }] }
  }
  const upstream = fieldsWith(fields, tokens.changes.headers)
  const decided = rules.decider.decide(
    {
      ...facts,
      path: tokens.changes.target,
      headers: fieldsByName(upstream),
      ...(tokens.kind === 'believed' && {
        claims: tokens.claims,
        spaceDelimitedClaims: tokens.rule.spaceDelimitedClaims,
      }),
    },
    withWord(external),
  )
  return {
    ...asDecided(decided),
    ...(tokens.kind === 'believed' && tokens.principal !== undefined && { user: tokens.principal }),
    ...(decided.decision === 'allow' && { upstream }),
  }
}

/** Whoever has no certificate says nothing that sidecars say; of whom one is known, the request has it as the sidecar says it. */
function fieldsSeen(said: readonly string[], isKnown: boolean): readonly string[] {
  const connection = valuesNamed(said, 'connection')
  const goingOn = fieldsThatGoOn(said, connection.length > 0 ? connection.join(',') : undefined)
  return isKnown ? goingOn : fieldsWith(goingOn, { remove: OF_SIDECARS })
}

const withWord = (external: 'allow' | 'deny' | undefined) => ({ ...(external && { external }), reasons: true })

const asDecided = ({ decision, status, by, reasons = [], audited, shadow }: MeshDecision): RequestDecision => ({
  decision,
  status,
  by,
  reasons,
  ...((audited.length > 0 || shadow) && { aside: { audited, ...(shadow && { shadow }) } }),
})

function refusedAsPlain(policy: string, place: PolicyPlace): RequestDecision {
  const sentence = `PeerAuthentication ${policy} takes mTLS alone here, and the caller has no certificate: the connection ends before there is a request.`
  const by = { kind: 'peer-authentication', mode: 'STRICT', policy, place } as const
  return { decision: 'deny', status: null, by, reasons: [{ matched: true, sentence }] }
}

/** Each name in lower case with all of its values. */
function fieldsByName(fields: readonly string[]): NonNullable<RequestFacts['headers']> {
  const all: Record<string, string[]> = Object.create(null)
  for (let at = 0; at < fields.length; at += 2) (all[fields[at]?.toLowerCase() ?? ''] ??= []).push(fields[at + 1] ?? '')
  return all
}

export const valuesNamed = (fields: readonly string[], name: string): string[] =>
  fields.filter((_value, at) => at % 2 === 1 && fields[at - 1]?.toLowerCase() === name)

const NOBODY_TRACES = {
  trace: { traceId: SILENT_ID.padStart(32, '0'), parentId: undefined, sampled: false },
  recorder: silent,
  deadline: Infinity,
}

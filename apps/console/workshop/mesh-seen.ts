import type { MeshQuestion } from '../pages/mesh/mesh-state.ts'
import type { DecidedByPolicies } from './evidence.ts'
import type { AskConsole, Ticked } from './step.ts'

/** What the same policies said of several requests. */
export interface SaidByPolicies {
  /** Whether they said this of one that looks so. */
  allow(like: Partial<MeshQuestion>): boolean
  /** @param status what the caller gets; null: the connection ends; absent: any */
  deny(like: Partial<MeshQuestion>, status?: number | null): boolean
  /** The paths that were asked for, and let through. */
  readonly allowedPaths: readonly string[]
}

/** @param tick what is to be said of policies that tick it @returns of the first that do */
export function tickByPolicies(
  decisions: readonly DecidedByPolicies[],
  tick: (said: SaidByPolicies) => string | undefined,
): Ticked | undefined {
  for (const [, group] of Map.groupBy(decisions, ({ policies }) => policies)) {
    const decided = group.map((each) => each.decided)
    const sentence = tick({
      allow: (like) => decided.some(({ question, decision }) => decision === 'allow' && isLike(question, like)),
      deny: (like, status) =>
        decided.some(
          (each) =>
            each.decision === 'deny' && isLike(each.question, like) && (status === undefined || each.status === status),
        ),
      allowedPaths: decided.filter(({ decision }) => decision === 'allow').map(({ question }) => question.path),
    })
    if (sentence !== undefined) return { sentence }
  }
  return undefined
}

function isLike(question: MeshQuestion, like: Partial<MeshQuestion>): boolean {
  const { to, caller, method, path, user } = { ...question, ...like }
  return (
    question.to === to &&
    question.caller === caller &&
    question.method === method &&
    question.path === path &&
    question.user === user
  )
}

/** A request of web-ui to backend-api, as the page begins with it. */
const FIRST_QUESTION: MeshQuestion = {
  to: 'backend-api',
  caller: 'webui',
  method: 'GET',
  path: '/data',
  user: 'nobody',
}

/** Asks what policies decide, about one request after the other. */
export async function askPolicies(ask: AskConsole, policies: string, changes: Partial<MeshQuestion>[]): Promise<void> {
  for (const change of changes) await ask('/api/mesh/decide', { policies, ...FIRST_QUESTION, ...change })
}

/** An AuthorizationPolicy for backend-api. @param spec its lines below the selector */
export const policyOfBackend = (name: string, spec = ''): string => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: ${name}
  namespace: default
spec:
  selector:
    matchLabels:
      app: backend-api
${spec}`

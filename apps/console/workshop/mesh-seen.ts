import type { MeshDecided, MeshQuestion } from '../pages/mesh/mesh-state.ts'
import type { DecidedByPolicies } from './evidence.ts'
import type { AskConsole, Ticked } from './step.ts'

/** A request that a step wants to be asked for, and what policies are to say of it. */
export interface WantedOfPolicies {
  /** What it must be; in all else it is like the others that are wanted. */
  readonly request: Partial<MeshQuestion>
  /** `allow`, or the status of the denial; null: the connection ends. */
  readonly is: 'allow' | number | null
}

/**
 * A step that wants several requests decided by the same policies. They differ in what it names, and in nothing else: so it is that
 * which made the difference.
 */
export function tickByRequests(
  decisions: readonly DecidedByPolicies[],
  wanted: readonly WantedOfPolicies[],
  sentence: string,
): Ticked | undefined {
  const named = wanted.flatMap(({ request }) => Object.keys(request))
  const isThere = alikeBut(decisions, named).some((decided) =>
    wanted.every(({ request, is }) => decided.some((each) => isLike(each, request) && saidOf(each) === is)),
  )
  return isThere ? { sentence } : undefined
}

/** @returns what the same policies said of requests that differ in these members alone, group by group */
export function alikeBut(decisions: readonly DecidedByPolicies[], members: readonly string[]): MeshDecided[][] {
  const groups = Map.groupBy(decisions, ({ policies, decided: { question } }) => {
    const others = Object.entries(question).filter(([name]) => !members.includes(name))
    return JSON.stringify([policies, others.toSorted()])
  })
  return [...groups.values()].map((group) => group.map(({ decided }) => decided))
}

/** What the policies said of it. */
export const saidOf = ({ decision, status }: MeshDecided): WantedOfPolicies['is'] =>
  decision === 'allow' ? decision : status

/** Whether a rule of a DENY policy decided. */
export const isByDenyPolicy = ({ branches }: MeshDecided): boolean =>
  branches.some(({ isDeciding, title }) => isDeciding && title.startsWith('DENY '))

const isLike = ({ question }: MeshDecided, like: Partial<MeshQuestion>): boolean =>
  Object.entries(like).every(([name, value]) => question[name as keyof MeshQuestion] === value) // its own names

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

/** Believes the tokens of users, and asks for none. */
export const USERS_OF_BACKEND = `apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: users, namespace: default}
spec:
  selector: {matchLabels: {app: backend-api}}
  jwtRules: [{issuer: 'https://people/', jwksUri: 'http://jwt-factory.people.svc.cluster.local:5555/keys/people/jwks'}]
---
`

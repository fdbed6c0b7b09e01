import type { Clock } from '#core/clock'
import { USER_AUDIENCE, USER_ISSUER, USER_RING } from '#core/config/user-issuer'
import { askPlain } from '#core/http/ask-plain'
import { isObject } from '#core/token/claims'
import { MESH_POLICY_SETS, writeTracestate, randomId, type MeshPolicySet } from '#core/trace/context'
import { readLiveMesh } from '../api/live-mesh-routes.ts'
import type { AskProcess } from '../live/ask.ts'
import { partyPort } from '../live/ask-party-port.ts'
import { LINES, type MeshQuestion, type MeshUser, type SentLine } from '../pages/mesh/mesh-state.ts'

export interface SendLineParts {
  ask: AskProcess
  machine: Clock
}

/** The policies in the editor. */
export interface SentPolicies {
  text: string
  /** The step of the walk that they are, unchanged. */
  variant?: string | undefined
  /** Whose tokens they believe there. */
  issuer?: string | undefined
}

/** For all of an answer of the mesh, which has to be opened first: on a busy machine that takes a while. Milliseconds. */
const MESH_PATIENCE = 30_000

const BACKEND_NAMES = new Set(['backend-api', 'second-backend-api'])

/**
 * Sends a request of a line through the mesh of scenario 12, where it is one of its own and the mesh enforces the same policies.
 * @returns what came of it, in words for the page; or why it was not sent
 */
export async function sendLine(
  { ask, machine }: SendLineParts,
  question: MeshQuestion,
  { text, variant, issuer = USER_ISSUER }: SentPolicies,
): Promise<SentLine> {
  const isLine = LINES.some(
    ({ from, to, method, path }) =>
      from === question.caller && to === question.to && method === question.method && path === question.path,
  )
  if (!isLine) return { kind: 'not-sent', why: 'no-line' }
  const { told } = await readLiveMesh(ask)
  const isLive = told?.policies === text
  const policies = isLive ? undefined : MESH_POLICY_SETS.find((name) => name === variant)
  if (!isLive && !policies) return { kind: 'not-sent', why: 'other-policies' }
  if (question.user !== 'nobody' && issuer !== USER_ISSUER) return { kind: 'not-sent', why: 'other-issuer' }
  try {
    const port = await partyPort(ask, 'ingress')
    const authorization = await credentials(ask, question.user)
    if (port === undefined || authorization === undefined) return MESH_AWAY
    const headers = { accept: 'application/json', ...(policies && policyHeaders(policies)), ...authorization }
    const asked = { host: '127.0.0.1', port, method: 'GET', path: '/', headers, patience: MESH_PATIENCE }
    const { status, text: page } = await askPlain(asked, machine)
    const answer = sayWhatCame(question.to, status, page)
    return answer === undefined ? MESH_AWAY : { kind: 'sent', answer, isLive }
  } catch {
    return MESH_AWAY // the decision stands without it
  }
}

const MESH_AWAY: SentLine = { kind: 'not-sent', why: 'away' }

const policyHeaders = (policies: MeshPolicySet) =>
  writeTracestate({ traceId: randomId(16), parentId: undefined, sampled: false, policies })

/** As the factory signs them for scenario 12. @returns undefined where it signs no such token */
async function credentials(ask: AskProcess, user: MeshUser): Promise<{ authorization?: string } | undefined> {
  if (user === 'nobody') return {}
  const issue = () =>
    ask('jwt-factory', {
      method: 'POST',
      path: `/issueToken/${USER_RING}${user === 'expired' ? '?expired=1' : ''}`,
      body: {
        iss: user === 'other-issuer' ? 'https://other-issuer.example' : USER_ISSUER,
        sub: 'alice',
        aud: USER_AUDIENCE,
      },
    })
  let { status, body } = await issue()
  if (status === 404) {
    await ask('jwt-factory', { method: 'GET', path: `/keys/${USER_RING}` })
    ;({ status, body } = await issue())
  }
  if (status !== 200 || typeof body !== 'string') return undefined
  return { authorization: `Bearer ${user === 'broken' ? `${body.slice(0, -4)}AAAA` : body}` }
}

/** What the page shows of a backend, or the answer for the page itself. */
function sayWhatCame(to: string, status: number, text: string): string | undefined {
  const page = pageIn(text)
  if (!BACKEND_NAMES.has(to)) return `${status}${status === 200 ? ', the page' : ` ${text.slice(0, 100)}`}`
  const backends = isObject(page) && Array.isArray(page['backends']) ? page['backends'] : undefined
  if (!backends) return `${status} ${text.slice(0, 100)} for the page itself, so that it asks nobody`
  const found: unknown = backends.find((each: unknown) => isObject(each) && each['name'] === to)
  if (!isObject(found) || typeof found['status'] !== 'number') return undefined
  return `${found['status']}${typeof found['body'] === 'string' ? ` ${found['body'].slice(0, 100)}` : ', its data'}`
}

function pageIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

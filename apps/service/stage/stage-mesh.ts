import type { Clock } from '#core/clock'
import { Problem } from '#core/http/problem'
import { USER_AUDIENCE, USER_ISSUER, USER_RING, USER_SUBJECT } from '#core/config/user-issuer'
import { isObject } from '#core/token/claims'
import { MESH_POLICY_SETS, writeTraceparent, writeTracestate } from '#core/trace/context'
import type { RequestContext } from '#core/trace/request-context'
import type { Role, Stage } from '#scenarios'
import type { PlainAnswer, PlainCaller } from '../plain/plain-caller.ts'
import { jsonOrNothing } from '../plain/json-or-nothing.ts'
import type { Variants } from '../routes/variants.ts'
import type { NamedTokenOfPlay } from './named-token.ts'
import { pageBackends, refusalOfSidecar } from './read-page.ts'
import { playedTokenOfRing, type RingTokenParts } from './ring-token.ts'

export interface MeshStepsParts extends RingTokenParts {
  byName: NamedTokenOfPlay
  role: Role
  plainCaller: PlainCaller
  /** Where the ingress is, on this machine. */
  sidecars: { ingressPort: number }
  clock: Clock
}

/** What a caller does before the ingress of a mesh. */
export function meshSteps(
  { role, factory, signingRing, ownClient, byName, plainCaller, sidecars, clock }: MeshStepsParts,
  context: RequestContext,
  { isExpired }: Pick<Variants, 'isExpired'>,
): Pick<Stage, 'userToken' | 'askPage'> {
  const { trace, recorder } = context
  return {
    userToken: () =>
      playedTokenOfRing(
        { factory, signingRing, ownClient, byName },
        context,
        { ring: USER_RING, of: 'the issuer of users', about: `a token of the user ${USER_SUBJECT}` },
        { iss: USER_ISSUER, sub: USER_SUBJECT, aud: USER_AUDIENCE },
        isExpired(role),
      ),

    async askPage(wanted, token) {
      const policies = MESH_POLICY_SETS.find((name) => name === wanted)
      if (!policies) throw new Error(`there are no policies called "${wanted}"`)
      const who = token === undefined || token === '' ? 'without a user' : byName.sayToken(token, 'for the user')
      const spanId = recorder.step({
        verb: 'sends',
        what: `GET / ${who}; the policies are "${policies}"`,
        to: 'ingress',
      })
      const headers = {
        accept: 'application/json',
        ...(token !== undefined && byName.headersOf(token)),
        traceparent: writeTraceparent(trace, spanId),
        ...writeTracestate({ ...trace, policies }),
      }
      const end = new AbortController()
      const stop = clock.every(Math.max(1, context.deadline - clock.monotonic()), () => end.abort())
      try {
        return readPage(await plainCaller.ask(`http://localhost:${sidecars.ingressPort}/`, headers, end.signal))
      } catch (error) {
        throw error instanceof Problem ? error : noPage(end.signal.aborted, error)
      } finally {
        stop()
      }
    },
  }
}

/** What the page shows, an entry for each backend; or the refusal of the page. @throws Problem for what is neither */
function readPage({ status, body: text }: PlainAnswer): unknown {
  if (status === 401 || status === 403) return refusalOfSidecar('web-ui', { status, body: text })
  const page = jsonOrNothing(text)
  if (status !== 200 || !isObject(page) || !Array.isArray(page['backends'])) {
    const detail = `The ingress answered ${status}, and it is not the page.`
    throw new Problem(status === 503 ? 'cannot-decide' : 'peer-unreachable', detail, { members: { peer: 'web-ui' } })
  }
  return pageBackends(page['backends'])
}

function noPage(isLate: boolean, cause: unknown): Problem {
  const members = { peer: 'ingress' }
  if (isLate) return new Problem('peer-timeout', 'The ingress did not answer in time.', { members, cause })
  const detail = 'The ingress cannot be reached: is "neighbours" running? npm run neighbours starts it.'
  return new Problem('peer-unreachable', detail, { members, cause })
}

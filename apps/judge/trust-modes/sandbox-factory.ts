import type { Introspection } from '#core/access/introspection'
import { Problem } from '#core/http/problem'
import type { Verdict } from '#core/token/verdict'
import type { StepCheck } from '#core/trace/step'
import type { FactoryClient } from '#factory-client'
import { isRole } from '#scenarios'
import type { AskProcess } from '../../console/live/ask.ts'
import type { Expected } from '../judgement.ts'

/** The factory that runs, asked by a look: nothing is used up there, and nobody takes it for traffic. */
export interface SandboxFactory {
  verify: FactoryClient['verify']
  /** As the service would hear it that the token is for, or else B. */
  introspect(token: string): Promise<Introspection>
  /** The checks of the factory in its last answer. */
  checks(): readonly StepCheck[]
}

const NO_RING: StepCheck = {
  check: 'ring',
  rule: 'own policy: the factory has a ring of whoever calls',
  outcome: 'failed',
  reason: 'unknown-key',
}

/** For one question alone. @param expected whose tokens are meant, and for whom @throws Problem where the factory does not answer */
export function sandboxFactory(ask: AskProcess, { issuer, audience }: Expected): SandboxFactory {
  let checks: readonly StepCheck[] = []
  const post = async (path: string, body: object) => {
    const answer = await ask('jwt-factory', { method: 'POST', path: `/control/${path}`, body })
    if (answer.status === 200 || answer.status === 404) return answer
    const { detail = `jwt-factory answered ${answer.status}.` } = Object(answer.body) as { detail?: string }
    throw new Problem('peer-unreachable', detail)
  }
  return {
    async verify(ringId, { token, aud, sub }) {
      const question = { token, aud, sub, iss: issuer }
      const { status, body } = await post(`verify/${encodeURIComponent(ringId)}`, question)
      const told = status === 404 ? { verdict: undefined, checks: [NO_RING] } : (body as ToldVerdict)
      checks = told.checks
      return told.verdict
    },
    async introspect(token) {
      const client = isRole(audience) ? audience : 'serviceb'
      const { status, body } = await post(`clients/${client}/introspect${issuerQuery(issuer)}`, { token })
      if (status === 404) throw new Problem('peer-unreachable', `${client} is no client of jwt-factory.`)
      const told = body as ToldIntrospection
      checks = told.checks
      return told.introspection
    },
    checks: () => checks,
  }
}

/** Of our own process: they fit its operation. */
interface ToldVerdict {
  verdict: Verdict | undefined
  checks: StepCheck[]
}

interface ToldIntrospection {
  introspection: Introspection
  checks: StepCheck[]
}

/** Of an issuer that is none at /issuers/:name the main one is asked, as a service would. */
function issuerQuery(issuer: string): string {
  const name = /\/issuers\/([A-Za-z0-9._-]{1,64})$/.exec(issuer)?.[1]
  return name === undefined || name.startsWith('.') ? '' : `?issuer=${name}`
}

import type { AttackRequest } from '#attacks'
import type { Outcome } from '../../apps/probe/answer.ts'
import { Drops, Hangs, type TwinChecks, type TwinMemory, type TwinParts } from './checks.ts'
import { strictChecks } from './strict-checks.ts'
import { SWITCHES, type SwitchName } from './switches.ts'

/** A small service that checks tokens: strict, but for what its switches open. */
export interface Twin {
  /** Never throws. */
  answer(request: AttackRequest): Promise<Outcome>
}

/** @param switches each opens one weakness; with none of them it is strict */
export function createTwin(parts: TwinParts, switches: ReadonlySet<SwitchName>): Twin {
  const memory: TwinMemory = { jwks: [], keys: [], readAt: -Infinity, reading: undefined, spent: new Set() }
  const checks = {} as TwinChecks // filled by the next line; they call each other by it
  Object.assign(checks, strictChecks(parts, checks, memory))
  for (const name of switches) Object.assign(checks, SWITCHES[name].opens({ ...checks }, parts, memory))
  parts.onRestored(() => checks.keys(false))
  return { answer: (request) => outcomeOf(request, checks) }
}

async function outcomeOf(request: AttackRequest, checks: TwinChecks): Promise<Outcome> {
  try {
    return { kind: 'answered', answer: await answerOf(request, checks) }
  } catch (error) {
    if (error instanceof Hangs) return { kind: 'hung', milliseconds: 5000 }
    if (error instanceof Drops) return { kind: 'dropped', detail: 'the connection was closed' }
    throw error
  }
}

async function answerOf(request: AttackRequest, checks: TwinChecks) {
  try {
    checks.bounds(request)
    if (!checks.isProtected(request)) return checks.believe({ sub: 'anybody', scope: 'orders.read' }, request)
    const token = checks.token(request)
    if (token === undefined) return checks.refuse(undefined, request)
    const claims = await checks.judge(token, request)
    checks.scope(claims)
    checks.actor(claims)
    return checks.believe(claims, request)
  } catch (error) {
    if (error instanceof Hangs || error instanceof Drops) throw error
    return checks.refuse(error, request)
  }
}

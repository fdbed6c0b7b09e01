import type { DecidedBy, MeshDecision, Reason } from '#core/policy/mesh/decision'
import type { RequestFacts } from '#core/policy/mesh/facts'
import type { Recorder } from '#core/trace/recorder'
import type { StepCheck } from '#core/trace/step'

/** Tells a trace what the policies said: each rule as a check, and then what decided. */
export function tellDecision(recorder: Recorder, workload: string, facts: RequestFacts, decision: MeshDecision): void {
  if (!recorder.isOn) return
  const { reasons = [], by, shadow, audited } = decision
  recorder.step({
    verb: 'checks',
    what: `the policies for ${workload}`,
    checks: reasons
      .filter(({ action }) => action !== 'CUSTOM')
      .map((reason) => asCheck(reason, decision.decision === 'allow')),
  })
  for (const { policy, rule } of audited)
    recorder.step({ verb: 'goes-by', what: `AUDIT ${policy}, rule ${rule}: it is marked` })
  if (shadow)
    recorder.step({ verb: 'goes-by', what: `the dry run, which would ${shadow.decision} it: ${sayDecider(shadow.by)}` })
  if (decision.decision === 'allow') return void recorder.step({ verb: 'goes-by', what: sayDecider(by) })
  const who = facts.peerUri ?? 'a caller without an identity'
  recorder.step({ verb: 'refuses', what: `${facts.method} ${pathIn(facts)} of ${who}`, reason: sayDecider(by) })
}

/**
 * A rule that denies and does not match has let it pass. One that allows and does not match is a failure where no other has allowed
 * it, and else of no weight.
 */
function asCheck({ action, policy, rule, matched, isDryRun, sentence }: Reason, isAllowed: boolean): StepCheck {
  const check = `${action} ${policy}${rule === undefined ? '' : ` rule ${rule}`}`
  const about = { check, rule: sentence }
  if (isDryRun || action === 'AUDIT') return { ...about, outcome: 'skipped' }
  const isGood = action === 'DENY' ? !matched : matched
  if (isGood) return { ...about, outcome: 'passed' }
  return { ...about, outcome: isAllowed ? 'skipped' : 'failed', reason: sentence }
}

/** What decided, in a few words. */
export function sayDecider(by: DecidedBy): string {
  switch (by.kind) {
    case 'no-allow-policy':
      return 'the rule for workloads without an ALLOW policy: what nothing denies is allowed'
    case 'no-allow-matched':
      return 'there are ALLOW policies, and none of them matched'
    case 'external':
      return `CUSTOM ${by.policy}, rule ${by.rule}: the authorizer ${by.provider}`
    case 'rule':
      return `${by.action} ${by.policy}, rule ${by.rule}`
  }
}

const pathIn = ({ path = '/' }: RequestFacts) => path.split(/[?#]/, 1)[0] ?? ''

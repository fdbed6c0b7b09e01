import type { Log } from '#core/log'
import type { ExternalQuestion } from '#core/policy/mesh/decision'
import type { RequestContext } from '#core/trace/request-context'
import type { HeaderChanges } from '#core/http/forward/header-changes'
import type { OwnAnswer } from '#core/http/forward/own-answer'
import type { AskedAbout, Authorizer } from '../external/http-authorizer.ts'
import { DENIAL, unaskedAnswer } from './answers.ts'

/** What the external authorizer made of a request. */
export type ExternalOutcome =
  | { kind: 'goes-on'; changes: HeaderChanges; answerHeaders: HeaderChanges }
  | { kind: 'answered'; answer: OwnAnswer; detail: string }

export interface ExternalParts {
  /** By the names that CUSTOM policies use. */
  authorizers: ReadonlyMap<string, Authorizer>
  log: Log
}

/** These are judged by themselves, so a client may send them even where an authorizer may set them. */
const CREDENTIALS = ['authorization', 'cookie']

/**
 * Asks the authorizer of a CUSTOM policy that matched, before anything else is decided (M-2). Of two, and of one that nobody
 * has configured, none is asked: the request is refused.
 */
export async function askExternal(
  { authorizers, log }: ExternalParts,
  { provider: name, by, isAmbiguous }: ExternalQuestion,
  asked: AskedAbout,
  { recorder, trace: { traceId } }: RequestContext,
): Promise<ExternalOutcome> {
  const authorizer = authorizers.get(name)
  const about = { traceId, provider: name, policy: by.policy, rule: by.rule }
  if (isAmbiguous || !authorizer) {
    log.warn({ ...about, why: isAmbiguous ? 'there are several' : 'it is not configured' }, 'authorizer-not-asked')
    recorder.step({
      verb: 'refuses',
      what: 'the request',
      reason: `the authorizer "${name}" ${isAmbiguous ? 'is one of several' : 'is not configured'}`,
    })
    return { kind: 'answered', answer: DENIAL, detail: badCustom(by) }
  }
  recorder.step({
    verb: 'asks',
    to: name,
    what: `whether this request may go on (CUSTOM ${by.policy}, rule ${by.rule})`,
  })
  const verdict = await authorizer.ask(asked)
  switch (verdict.kind) {
    case 'allow': {
      const { failedOpen, set, add } = verdict
      if (failedOpen !== undefined) log.warn({ ...about, why: failedOpen }, 'authorizer-failed-open')
      recorder.step({
        verb: 'is-told',
        what: failedOpen === undefined ? 'let it go on' : 'nothing, and lets it go on (failOpen)',
      })
      // What only the authorizer says, whether it said it this time or not.
      const remove = authorizer.provider.headersToUpstreamOnAllow
      return { kind: 'goes-on', changes: { set, remove, keep: CREDENTIALS }, answerHeaders: { set: add } }
    }
    case 'deny':
      log.info({ ...about, status: verdict.status }, 'authorizer-refused')
      recorder.step({
        verb: 'refuses',
        what: 'the request',
        reason: `the authorizer ${name} answered ${verdict.status}`,
      })
      return {
        kind: 'answered',
        answer: { status: verdict.status, headers: verdict.headers, body: verdict.body, isWhole: true },
        detail: 'ext_authz_denied',
      }
    case 'error':
      log.warn({ ...about, why: verdict.why }, 'authorizer-failed')
      recorder.step({ verb: 'fails', what: `to ask the authorizer ${name}`, reason: verdict.why })
      return { kind: 'answered', answer: unaskedAnswer(verdict.status), detail: 'ext_authz_error' }
  }
}

const badCustom = ({ policy, rule }: ExternalQuestion['by']) => {
  const [namespace = '', name = ''] = policy.split('/')
  return `rbac_access_denied_matched_policy[istio-ext-authz-ns[${namespace}]-policy[${name}]-rule[${rule}]-deny-due-to-bad-CUSTOM-action]`
}

import type { StepCheck } from '../trace/step.ts'
import { html, type View } from './html.ts'
import { Mark, type MarkName } from './mark.view.ts'

/** How the outcome of a check is shown. */
const OUTCOMES: Record<StepCheck['outcome'], MarkName> = { passed: 'good', failed: 'refused', skipped: 'skipped' }

/**
 * A verifier stops at the first check that fails: what comes after it is not reached; what is left out before it was not asked for. A
 * rule of a policy that decided nothing has a reason: it did not match.
 */
const wordOf = ({ outcome, reason }: StepCheck, hasFailed: boolean) => {
  if (outcome !== 'skipped') return outcome
  return reason === undefined ? (hasFailed ? 'not reached' : 'not asked for') : 'no match'
}

export interface ChecksProps {
  checks: readonly StepCheck[]
  /** Those that failed, and no others. */
  isFailedOnly?: boolean
}

/** The checks of a verifier, each with its rule: what failed stands first, the rest in the order in which it was looked at. */
export function Checks({ checks, isFailedOnly = false }: ChecksProps): View {
  const failed = checks.filter(({ outcome }) => outcome === 'failed')
  const rest = isFailedOnly ? [] : checks.filter(({ outcome }) => outcome !== 'failed')
  const end = checks.findIndex(({ outcome }) => outcome === 'failed')
  const hasFailedBefore = (check: StepCheck) => end >= 0 && checks.indexOf(check) > end
  return html`
    <ul class="checks">
      ${[...failed, ...rest].map((check) => html`<${Check} ...${check} hasFailedBefore=${hasFailedBefore(check)} />`)}
    </ul>
  `
}

/** Letters, of our own checks. */
const LONGEST_NAME = 20

interface CheckProps extends StepCheck {
  hasFailedBefore: boolean
}

const Check = ({ hasFailedBefore, ...told }: CheckProps): View => {
  const { check, rule, outcome, cached } = told
  const word = wordOf(told, hasFailedBefore)
  // The name of a rule of a policy has several words: it has a line of its own, and so has one that no check of ours has.
  return html`
    <li class=${check.includes(' ') || check.length > LONGEST_NAME ? `${outcome} whole-line` : outcome}>
      <${Mark} outcome=${OUTCOMES[outcome]} word=${check} />
      <span class="unseen">${word}</span>
      <span class="rule"
        >${outcome === 'skipped' ? `${word}: ` : ''}${rule}${cached ? ' (remembered from an earlier call)' : ''}</span
      >
    </li>
  `
}

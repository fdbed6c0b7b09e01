import type { StepCheck } from '../trace/step.ts'
import { html, type View } from './html.ts'
import { Mark, type MarkName } from './mark.view.ts'

/** How the outcome of a check is shown. */
const OUTCOMES: Record<StepCheck['outcome'], MarkName> = { passed: 'good', failed: 'refused', skipped: 'skipped' }

const WORDS: Record<StepCheck['outcome'], string> = { passed: 'passed', failed: 'failed', skipped: 'not reached' }

export interface ChecksProps {
  checks: readonly StepCheck[]
  /** Those that failed, and no others. */
  isFailedOnly?: boolean
}

/** The checks of a verifier, each with its rule: what failed stands first, the rest in the order in which it was looked at. */
export function Checks({ checks, isFailedOnly = false }: ChecksProps): View {
  const failed = checks.filter(({ outcome }) => outcome === 'failed')
  const rest = isFailedOnly ? [] : checks.filter(({ outcome }) => outcome !== 'failed')
  return html`
    <ul class="checks">
      ${[...failed, ...rest].map((check) => html`<${Check} ...${check} />`)}
    </ul>
  `
}

const Check = ({ check, rule, outcome, cached }: StepCheck): View => html`
  <li class=${outcome}>
    <${Mark} outcome=${OUTCOMES[outcome]} word=${check} />
    <span class="unseen">${WORDS[outcome]}</span>
    <span class="rule"
      >${outcome === 'skipped' ? 'not reached: ' : ''}${rule}${cached ? ' (remembered from an earlier call)' : ''}</span
    >
  </li>
`

import { html, type View } from '#core/page/html'
import { Mark, type MarkName } from '#core/page/mark.view'
import { dateText } from '#core/page/time-text'
import type { BenchActions, BenchState, CheckedToken, ShownCheck } from './bench-state.ts'

/** How each outcome is shown: with its sign and its word. */
const SHOWN: Record<ShownCheck['outcome'], { mark: MarkName; word: string }> = {
  passed: { mark: 'good', word: 'passed' },
  failed: { mark: 'refused', word: 'failed' },
  'not-reached': { mark: 'skipped', word: 'not reached' },
  'not-configured': { mark: 'not-configured', word: 'not configured' },
  'nothing-to-check': { mark: 'skipped', word: 'nothing to check' },
}

const ALONE: Record<NonNullable<ShownCheck['alone']>['outcome'], { mark: MarkName; word: string }> = {
  passed: { mark: 'good', word: 'would pass' },
  failed: { mark: 'refused', word: 'would fail' },
  unknown: { mark: 'cannot-decide', word: 'cannot say' },
  'nothing-to-check': { mark: 'skipped', word: 'nothing to check' },
}

export interface CheckResultProps {
  state: BenchState
  actions?: BenchActions | undefined
}

/** What the verifier found, check by check. */
export function CheckResultView({ state: { checked, showsAll }, actions }: CheckResultProps): View | undefined {
  if (!checked) return undefined
  const hasMore = checked.checks.some(({ alone }) => alone !== undefined)
  return html`
    <section class="stack bench-result" aria-live="polite" aria-label="What the verifier says">
      <${Verdict} checked=${checked} />
      ${
        hasMore &&
        html`<label class="row bench-switch">
          <input type="checkbox" checked=${showsAll} onChange=${() => actions?.change({ showsAll: !showsAll })} />
          <span
            >Show also what the checks after the failure would say, each by itself. No verifier goes on that far.</span
          >
        </label>`
      }
      <ul class="bench-checks">
        ${checked.checks.map((check) => html`<${CheckRow} check=${check} showsAll=${showsAll} />`)}
      </ul>
      <p class="small quiet">
        Not looked at here: whether it was revoked, or used before. Whoever keeps that decides it: send the token there.
      </p>
    </section>
  `
}

const Verdict = ({ checked: { isGood, reason, explained, now, notes, keys } }: { checked: CheckedToken }): View => html`
  <div class=${`card says ${isGood ? 'good' : 'refused'} bench-verdict`}>
    <p class="sentence ${isGood ? 'good' : 'refused'}">
      <${Mark}
        outcome=${isGood ? 'good' : 'refused'}
        word=${isGood ? 'The verifier believes it' : `The verifier refuses it: ${reason}`}
      />
    </p>
    ${explained !== undefined && html`<p class="foreign">${explained}.</p>`}
    <p class="small quiet">
      At ${dateText(now)} UTC, by ${keys.length === 1 ? 'one key' : `${keys.length} keys`}${keyNames(keys)}.
    </p>
    ${notes.map((note) => html`<p class="small foreign">${note}.</p>`)}
  </div>
`

const keyNames = (keys: CheckedToken['keys']): string => {
  const names = keys
    .slice(0, 3)
    .map(({ kid, algorithm }) => `${algorithm} ${kid === undefined ? 'without id' : kid.slice(0, 12)}`)
  return names.length === 0 ? '' : `: ${names.join(', ')}${keys.length > 3 ? ' …' : ''}`
}

function CheckRow({ check, showsAll }: { check: ShownCheck; showsAll: boolean }): View {
  const isAlone = showsAll && check.alone !== undefined
  const { mark, word } = isAlone ? ALONE[check.alone!.outcome] : SHOWN[check.outcome]
  const says = isAlone ? check.alone?.says : check.says
  return html`
    <li class=${`${check.outcome}${isAlone ? ' alone' : ''}`}>
      <${Mark} outcome=${mark} word=${word} />
      <code>${check.check}</code>
      <span class="rule">${check.rule}${says !== undefined && html`<strong class="foreign">${says}.</strong>`}</span>
    </li>
  `
}

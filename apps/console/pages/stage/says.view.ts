import { Checks } from '#core/page/checks.view'
import { Copy } from '#core/page/copy.view'
import { html, type View } from '#core/page/html'
import { Mark, OUTCOME_MARKS, type MarkName } from '#core/page/mark.view'
import { titleOf, type Step } from '#core/trace/step'
import { checkedStep } from '../../plays/checked-step.ts'
import type { StageActions, StageState } from './stage-state.ts'

export interface SaysProps {
  state: StageState
  /** The step that is told. */
  told?: Step | undefined
  actions?: StageActions | undefined
}

const OUTCOMES: Partial<Record<Step['verb'], MarkName>> = {
  refuses: 'refused',
  fails: 'cannot-decide',
  believes: 'good',
}

/** What the step says, in one sentence; behind a check, every rule; behind a signature, the token. */
export function Says({ state, told, actions }: SaysProps): View {
  if (state.trouble !== undefined) return html`<div class="card says cannot-decide" role="alert">${state.trouble}</div>`
  if (!told) return html`<p class="card says quiet" aria-live="polite">${invitation(state)}</p>`
  const checks = checkedStep(state.play?.steps ?? [], state.at)?.checks
  const outcome =
    OUTCOMES[told.verb] ?? (told.checks?.some((check) => check.outcome === 'failed') ? 'refused' : undefined)
  const raw = told.verb === 'signs' ? rawToken(told, state) : undefined
  return html`
    <div class=${`card says ${outcome ?? ''}`} aria-live="polite">
      <p class=${`sentence ${outcome ?? ''}`}>
        ${outcome && html`<span aria-hidden="true">${OUTCOME_MARKS[outcome].sign} </span>`}<span class="foreign"
          >${told.sentence}</span
        >
      </p>
      ${checks && html`<${Checks} checks=${checks} isFailedOnly=${!state.showsAllChecks} />`}
      ${
        checks &&
        html`
          <button
            class="plain small"
            type="button"
            aria-expanded=${state.showsAllChecks}
            onClick=${() => actions?.showAllChecks()}
          >
            ${state.showsAllChecks ? 'Only what failed' : `All ${checks.length} checks`}
          </button>
        `
      }
      ${told.verb !== 'refuses' && html`<${Verdict} state=${state} />`}
      ${raw !== undefined && html`<${Copy} text=${raw} label="Copy the token" />`}
    </div>
  `
}

/** What came of it, from the step on in which it was decided. */
function Verdict({ state: { play, at } }: { state: StageState }): View | undefined {
  const { outcome, who, reason, step, check } = play?.outcome ?? { outcome: 'good' }
  const isLast = play !== undefined && at >= play.steps.length - 1
  if (step === undefined ? !isLast : at <= step) return undefined
  const words =
    outcome === 'good'
      ? 'nobody has refused anything'
      : `${titleOf(who ?? 'somebody')}: ${reason ?? 'no reason was given'}`
  return html`
    <p class="verdict">
      <${Mark} outcome=${outcome} /> <span class="foreign">${words}${check && ` (check: ${check})`}</span>
    </p>
  `
}

const invitation = ({ isWaiting, play }: StageState) =>
  isWaiting
    ? 'It is being played. A play that waits for somebody who is away takes up to five seconds.'
    : play
      ? 'Press ▶ to go on, or → for one step.'
      : 'Press Play: a token is made, travels, and is believed or refused. Each stop says what it does.'

const rawToken = ({ token }: Step, { tokens }: StageState): string | undefined => {
  const tokenId = (token?.claims as { jti?: unknown } | undefined)?.jti
  return tokenId === undefined ? undefined : tokens.find((held) => held.tokenId === tokenId)?.token
}

import { Checks } from '#core/page/checks.view'
import { Copy } from '#core/page/copy.view'
import { html, type View } from '#core/page/html'
import { Mark, OUTCOME_MARKS, type MarkName } from '#core/page/mark.view'
import type { Step } from '#core/trace/step'
import { checkedStep } from '../../plays/checked-step.ts'
import type { ShownPlay } from '../../plays/kept-play.ts'
import { verdictWords, type VerdictWords } from '../../plays/verdict-words.ts'
import type { StageActions, StageState } from './stage-state.ts'

export interface SaysProps {
  state: StageState
  /** The step that is told. */
  told?: Step | undefined
  isUp: (name: string) => boolean
  actions?: StageActions | undefined
}

const OUTCOMES: Partial<Record<Step['verb'], MarkName>> = {
  refuses: 'refused',
  fails: 'cannot-decide',
  believes: 'good',
}

/** What the step says, in one sentence; behind a check, every rule; behind a signature, the token. What decides a play comes first. */
export function Says({ state, told, isUp, actions }: SaysProps): View {
  const { play, at, showsAllChecks } = state
  if (state.trouble !== undefined) return html`<div class="card says cannot-decide" role="alert">${state.trouble}</div>`
  if (!told || !play) return html`<p class="card says quiet" aria-live="polite">${invitation(state)}</p>`
  const checks = checkedStep(play.steps, at)?.checks
  const verdict = verdictWords(play.outcome, isUp)
  const isVerdict = at === play.steps.length - 1 || at === play.outcome.step
  const outcome = isVerdict ? verdict.outcome : outcomeOf(told)
  const raw = told.verb === 'signs' ? rawToken(told, state) : undefined
  return html`
    <div
      class=${['card says', outcome, showsAllChecks && checks && 'every-check'].filter(Boolean).join(' ')}
      aria-live="polite"
    >
      <${Headline}
        outcome=${outcome}
        text=${isVerdict ? verdict.headline : told.sentence}
        refusal=${isVerdict && !checks ? verdict.refusal : undefined}
      />
      ${isVerdict && verdict.details !== undefined && html`<p class="quiet small foreign">${verdict.details}</p>`}
      ${isVerdict && isMore(told) && html`<p class="quiet small foreign">${told.sentence}</p>`}
      ${checks && html`<${StepChecks} checks=${checks} showsAll=${showsAllChecks} actions=${actions} />`}
      ${!isVerdict && html`<${Decided} play=${play} at=${at} verdict=${verdict} />`}
      ${raw !== undefined && html`<${Copy} text=${raw} label="Copy the token" />`}
    </div>
  `
}

const outcomeOf = ({ verb, checks }: Step): MarkName | undefined =>
  OUTCOMES[verb] ?? (checks?.some((check) => check.outcome === 'failed') ? 'refused' : undefined)

/** A problem, and a refusal, are in the headline already. */
const isMore = ({ verb, reason }: Step) => verb !== 'refuses' && verb !== 'fails' && reason === undefined

const Headline = ({
  outcome,
  text,
  refusal,
}: {
  outcome?: MarkName | undefined
  text: string
  refusal?: string | undefined
}): View => html`
  <p class=${`sentence ${outcome ?? ''}`}>
    ${outcome && html`<span aria-hidden="true">${OUTCOME_MARKS[outcome].sign} </span>`}<span class="foreign"
      >${text}</span
    >
    ${refusal !== undefined && html` <span class="pill foreign">${refusal}</span>`}
  </p>
`

interface StepChecksProps {
  checks: NonNullable<Step['checks']>
  showsAll: boolean
  actions?: StageActions | undefined
}

const StepChecks = ({ checks, showsAll, actions }: StepChecksProps): View => html`
  <${Checks} checks=${checks} isFailedOnly=${!showsAll} />
  <button class="plain small" type="button" aria-expanded=${showsAll} onClick=${() => actions?.showAllChecks()}>
    ${showsAll ? 'Only what failed' : `All ${checks.length} checks`}
  </button>
`

/** What has been decided before: it stays in sight while the rest is told. */
function Decided({ play, at, verdict }: { play: ShownPlay; at: number; verdict: VerdictWords }): View | undefined {
  if (play.outcome.step === undefined || at < play.outcome.step) return undefined
  return html`<p class="verdict">
    <${Mark} outcome=${verdict.outcome} /> <span class="foreign">${verdict.headline}</span>
  </p>`
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

import { html, type View } from '#core/page/html'
import { titleOf } from '#core/trace/step'
import { Mark, OUTCOME_MARKS, type MarkName } from '#core/page/mark.view'
import { WAYS_ON_BENCH, type BenchActions, type BenchState, type SentAnswer } from './bench-state.ts'

export interface SendProps {
  state: BenchState
  actions?: BenchActions | undefined
}

/** Sends the token to a service, as the caller of a scenario does. */
export const SendTab = ({ state, actions }: SendProps): View => html`
  <form
    class="stack"
    onSubmit=${(event: { preventDefault(): void }) => {
      event.preventDefault()
      actions?.send()
    }}
  >
    <div class="bench-fields">
      <label class="field wide">
        <span>To</span>
        <select
          value=${String(state.destination)}
          onChange=${(event: { target: { value: string } }) => actions?.change({ destination: Number(event.target.value), isDestinationChosen: true })}
        >
          ${state.choices.destinations.map(
            ({ label }, at) => html`<option value=${String(at)} selected=${at === state.destination}>${label}</option>`,
          )}
        </select>
      </label>
      <label class="field wide">
        <span>It comes</span>
        <select
          name="brought"
          value=${state.brought ?? ''}
          onChange=${(event: { target: { value: string } }) => actions?.change({ brought: wayIn(event.target.value) })}
        >
          <option value="" selected=${state.brought === undefined}>in one Authorization header, as Bearer</option>
          ${Object.entries(WAYS_ON_BENCH).map(
            ([way, words]) => html`<option value=${way} selected=${way === state.brought}>${words}</option>`,
          )}
        </select>
      </label>
    </div>
    <div class="row">
      <button class="main" type="submit" aria-disabled=${lacksToken(state) || state.waitsFor === 'send'}>
        ${state.waitsFor === 'send' ? 'Waiting for the answer …' : 'Send'}
      </button>
      <span class="small quiet">
        ${lacksToken(state) ? 'Paste a token first.' : 'Over TLS. Its trace shows header and claims, never the signature.'}
      </span>
    </div>
    ${state.sent && html`<${Answer} sent=${state.sent} />`}
  </form>
`

const lacksToken = ({ text, brought }: BenchState) => text.trim() === '' && brought !== 'no-token'

const wayIn = (value: string): BenchState['brought'] =>
  value in WAYS_ON_BENCH ? (value as keyof typeof WAYS_ON_BENCH) : undefined // it is one of them

const Answer = ({ sent: { status, challenge, body, traceId, to, outcome } }: { sent: SentAnswer }): View => html`
  <section class="stack bench-result" aria-live="polite" aria-label="The answer">
    <div class=${`card says ${markOf(status, outcome.outcome)} bench-verdict`}>
      <p class=${`sentence ${markOf(status, outcome.outcome)}`}>
        <${Mark} outcome=${markOf(status, outcome.outcome)} word=${`${titleOf(to)} answers ${status}`} />
      </p>
      ${outcome.reason !== undefined && html`<p class="foreign">${outcome.reason}${outcome.check !== undefined && ` (check: ${outcome.check})`}.</p>`}
      <p><a href=${`/plays/${traceId}`}>Its trace: who looked at what</a></p>
    </div>
    ${
      challenge !== undefined &&
      html`<div class="field">
        <p class="label">WWW-Authenticate</p>
        <pre class="box foreign">${challenge}</pre>
      </div>`
    }
    <div class="field">
      <p class="label">Body</p>
      <pre class="box long foreign" tabindex="0">${body}</pre>
    </div>
  </section>
`

/**
 * An outcome of a play is a mark. Whoever let the token in is good, whatever those did whom it asked thereafter; what is not good is refused
 * at least.
 */
function markOf(status: number, outcome: string): MarkName {
  if (status < 400 && outcome !== 'cannot-decide') return 'good'
  return outcome !== 'good' && Object.hasOwn(OUTCOME_MARKS, outcome) ? (outcome as MarkName) : 'refused'
}

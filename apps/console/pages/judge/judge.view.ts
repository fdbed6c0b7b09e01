import { html, type View } from '#core/page/html'
import { PastedField } from '../bench/pasted-field.view.ts'
import { DifferencesView } from './differences.view.ts'
import { canJudge } from './judge-order.ts'
import { JUDGE_FIELDS, type JudgeActions, type JudgeState } from './judge-state.ts'
import { VerdictGrid } from './verdict-grid.view.ts'

export interface JudgeProps {
  state: JudgeState
  /** Absent on the server: there nobody can press anything. */
  actions?: JudgeActions | undefined
}

type FieldEvent = { target: { value: string } }

/** One token before every judge: what is asked at the left, and at the right what each of them says. */
export const JudgeView = ({ state, actions }: JudgeProps): View => html`
  <div class="bench judges">
    <form
      class="bench-paste"
      onSubmit=${(event: { preventDefault(): void }) => {
        event.preventDefault()
        if (canJudge(state)) actions?.judge()
      }}
    >
      <h1>One token, every judge</h1>
      <p class="quiet small">
        The token goes to this console, which asks the factory of the sandbox about it, and no further: it is in no
        address, no log, and nothing keeps it.
      </p>
      <${WhichToken} state=${state} actions=${actions} />
      <${WhatIsExpected} state=${state} actions=${actions} />
      <div class="row">
        <button class="main" type="submit" aria-disabled=${!canJudge(state) || state.isWaiting === true}>
          ${state.isWaiting === true ? 'Asking all of them …' : 'Judge'}
        </button>
        ${
          state.name === '' &&
          state.text.trim() !== '' &&
          html`<button type="button" onClick=${() => actions?.toBench()}>To the bench</button>`
        }
      </div>
    </form>
    <section class="bench-work" aria-label="What the judges say" aria-live="polite">
      ${state.trouble !== undefined && html`<p class="card says refused foreign judge-trouble" role="alert">${state.trouble}</p>`}
      ${
        state.judged
          ? html`<div class="stack judge-result">
              <${VerdictGrid} judged=${state.judged} />
              <${DifferencesView} differences=${state.judged.differences} />
            </div>`
          : state.trouble === undefined && html`<${NotJudgedYet} isWaiting=${state.isWaiting === true} />`
      }
    </section>
  </div>
`

const WhichToken = ({ state, actions }: JudgeProps): View => html`
  <div class="stack">
    <label class="field">
      <span>A token that …</span>
      <select value=${state.name} onChange=${(event: FieldEvent) => actions?.choose(event.target.value)}>
        <option value="" selected=${state.name === ''}>is pasted below</option>
        ${state.named.map(
          ({ id, title }) => html`<option value=${id} selected=${id === state.name}>${title} (${id})</option>`,
        )}
      </select>
    </label>
    ${state.name === '' && html`<${PastedField} text=${state.text} onPaste=${(text: string) => actions?.paste(text)} />`}
    ${state.isTakenOut === true && state.name === '' && html`<p class="small quiet">It was taken out of a longer text.</p>`}
  </div>
`

const WhatIsExpected = ({ state, actions }: JudgeProps): View => html`
  <details class="bench-more">
    <summary>Further: audience, issuer, time, keys</summary>
    <div class="stack judge-fields">
      ${JUDGE_FIELDS.map(
        ({ name, label, hint }) => html`
          <label class="field">
            <span>${label}</span>
            <input
              value=${state.expected[name]}
              placeholder=${hint}
              autocomplete="off"
              spellcheck=${false}
              onInput=${(event: FieldEvent) => actions?.expect(name, event.target.value)}
            />
          </label>
        `,
      )}
      ${
        state.name === '' &&
        html`<label class="field">
          <span>Keys (JWK, JWKS or PEM); empty: those of the sandbox</span>
          <textarea
            rows="3"
            spellcheck=${false}
            autocomplete="off"
            value=${state.keys}
            onInput=${(event: FieldEvent) => actions?.giveKeys(event.target.value)}
          ></textarea>
        </label>`
      }
    </div>
  </details>
`

const NotJudgedYet = ({ isWaiting }: { isWaiting: boolean }): View => html`
  <div class="empty stack">
    <p>${isWaiting ? 'Asking all of them …' : 'Nothing to judge yet. Paste a token, or choose one by its name.'}</p>
    <p class="small">
      Kong, Stoke, Piko, the mesh, jwtproxy and our own ways to trust look at the same token with the same keys: here
      stand their answers side by side, and why they differ.
    </p>
  </div>
`

import { html, type View } from '#core/page/html'
import type { BenchActions, BenchState } from './bench-state.ts'
import { withOldSignature } from './keep-signature.ts'
import { NameOnBench } from './name-on-bench.view.ts'

type TextEvent = { target: { value: string } }

/** Writes header and claims, and has them signed. */
export const SignTab = ({ state, actions }: { state: BenchState; actions?: BenchActions | undefined }): View => html`
  <form
    class="stack"
    onSubmit=${(event: { preventDefault(): void }) => {
      event.preventDefault()
      actions?.sign()
    }}
  >
    <div class="row">
      <button type="button" class="small" onClick=${() => actions?.takeFromToken()} aria-disabled=${!state.decoded}>
        Take it from the token again
      </button>
      <button type="button" class="small" onClick=${() => actions?.setTimes()}>
        Good times: now, for 15 minutes, a new jti
      </button>
    </div>
    <${NameOnBench} state=${state} actions=${actions} />
    <div class="bench-editors">
      <label class="field header-part">
        <span>Header</span>
        <textarea
          rows="10"
          spellcheck=${false}
          autocomplete="off"
          value=${state.header}
          onInput=${(event: TextEvent) => actions?.write({ header: event.target.value, isWritten: true })}
        ></textarea>
      </label>
      <label class="field payload-part">
        <span>Payload, signed character by character</span>
        <textarea
          rows="10"
          spellcheck=${false}
          autocomplete="off"
          value=${state.payload}
          onInput=${(event: TextEvent) => actions?.write({ payload: event.target.value, isWritten: true })}
        ></textarea>
      </label>
    </div>
    <label class="row bench-switch">
      <input type="checkbox" checked=${state.isExact} onChange=${() => actions?.write({ isExact: !state.isExact })} />
      <span>The header exactly as written. Otherwise alg and kid are those of who signs.</span>
    </label>
    ${!isJson(state.payload) && html`<p class="small">This is no JSON. It can be signed all the same: a verifier must refuse it.</p>`}
    <${Signer} state=${state} actions=${actions} />
    <div class="row">
      <button class="main" type="submit" aria-disabled=${state.waitsFor === 'sign'}>
        ${state.waitsFor === 'sign' ? 'Signing …' : 'Sign'}
      </button>
      <button
        type="button"
        onClick=${() => actions?.keepSignature()}
        aria-disabled=${withOldSignature(state) === undefined}
      >
        Keep the old signature
      </button>
      <span class="small quiet">The new token takes the place of the pasted one.</span>
    </div>
  </form>
`

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function Signer({ state, actions }: { state: BenchState; actions?: BenchActions | undefined }): View {
  const chosen = state.choices.signers[state.signer]
  return html`
    <div class="bench-fields">
      <label class="field wide signature-part">
        <span>Signed by</span>
        <select
          value=${String(state.signer)}
          onChange=${(event: TextEvent) => actions?.write({ signer: Number(event.target.value) })}
        >
          ${state.choices.signers.map(({ label }, at) => html`<option value=${String(at)} selected=${at === state.signer}>${label}</option>`)}
        </select>
      </label>
      ${
        (chosen?.kind === 'secret' || chosen?.kind === 'key') &&
        html`<label class="field wide">
          <span
            >${chosen.kind === 'secret' ? 'The secret, or a public key as text (key confusion)' : 'The private key (PEM or JWK)'}</span
          >
          <textarea
            rows="4"
            spellcheck=${false}
            autocomplete="off"
            value=${state.material}
            onInput=${(event: TextEvent) => actions?.change({ material: event.target.value })}
          ></textarea>
        </label>`
      }
    </div>
  `
}

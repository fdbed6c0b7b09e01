import { html, type View } from '#core/page/html'
import { EXPECTATION_FIELDS, type BenchActions, type BenchState } from './bench-state.ts'
import { CheckResultView } from './check-result.view.ts'

export interface TabProps {
  state: BenchState
  actions?: BenchActions | undefined
}

type InputEvent = { target: { value: string } }

/** Checks the token: by which keys, and what is expected of it. */
export const CheckTab = ({ state, actions }: TabProps): View => html`
  <form
    class="stack"
    onSubmit=${(event: { preventDefault(): void }) => {
      event.preventDefault()
      actions?.check()
    }}
  >
    <${Keys} state=${state} actions=${actions} />
    <${Expected} state=${state} actions=${actions} />
    <div class="row">
      <button class="main" type="submit" aria-disabled=${state.text.trim() === '' || state.waitsFor === 'check'}>
        ${state.waitsFor === 'check' ? 'Checking …' : 'Check'}
      </button>
      <button type="button" onClick=${() => actions?.fit()} aria-disabled=${!state.decoded}>Fit to the token</button>
      ${state.isFitted && html`<span class="small quiet">Chosen by what the token says of itself; nobody believes that yet.</span>`}
      ${state.text.trim() === '' && html`<span class="small quiet">Paste a token first.</span>`}
    </div>
    <${CheckResultView} state=${state} actions=${actions} />
  </form>
`

const SOURCES: readonly { from: BenchState['keys']['from']; label: string }[] = [
  { from: 'ring', label: 'a ring of the factory' },
  { from: 'issuer', label: 'an issuer' },
  { from: 'url', label: 'a key set of the sandbox, by its address' },
  { from: 'pasted', label: 'a key or a key set that I paste' },
]

function Keys({ state, actions }: TabProps): View {
  const { keys, choices } = state
  const become = (from: BenchState['keys']['from']) => {
    const first = { ring: choices.rings[0] ?? '', issuer: choices.issuers[0]?.name ?? '@', url: '', pasted: '' }
    actions?.change({ keys: { from, value: first[from] }, isFitted: false })
  }
  return html`
    <fieldset class="bench-fields">
      <legend>By which keys</legend>
      <label class="field">
        <span>Keys of</span>
        <select
          value=${keys.from}
          onChange=${(event: { target: { value: BenchState['keys']['from'] } }) => become(event.target.value)}
        >
          ${SOURCES.map(({ from, label }) => html`<option value=${from} selected=${from === keys.from}>${label}</option>`)}
        </select>
      </label>
      <${KeyValue} state=${state} actions=${actions} />
    </fieldset>
  `
}

function KeyValue({ state: { keys, choices }, actions }: TabProps): View {
  const set = (event: InputEvent) =>
    actions?.change({ keys: { from: keys.from, value: event.target.value }, isFitted: false })
  if (keys.from === 'pasted')
    return html`<label class="field wide">
      <span>Key (PEM, JWK) or key set (JWKS)</span>
      <textarea rows="5" spellcheck=${false} autocomplete="off" value=${keys.value} onInput=${set}></textarea>
    </label>`
  if (keys.from === 'url')
    return html`<label class="field wide">
      <span>Address of a process of this sandbox</span>
      <input value=${keys.value} onInput=${set} placeholder="http://localhost:5555/jwks" autocomplete="off" />
    </label>`
  const names = keys.from === 'ring' ? choices.rings : choices.issuers.map(({ name }) => name)
  return html`<label class="field">
    <span>${keys.from === 'ring' ? 'Ring' : 'Issuer'}</span>
    <select value=${keys.value} onChange=${set}>
      ${names.map((name) => html`<option value=${name} selected=${name === keys.value}>${name === '@' ? 'the main issuer' : name}</option>`)}
    </select>
  </label>`
}

/** Those that most people need; the others are behind a switch. */
const FIRST_FIELDS = 4

function Expected({ state, actions }: TabProps): View {
  const field = ({ name, label, hint }: (typeof EXPECTATION_FIELDS)[number]) => html`
    <label class="field">
      <span>${label}</span>
      <input
        value=${state.expected[name]}
        placeholder=${hint}
        autocomplete="off"
        spellcheck=${false}
        onInput=${(event: InputEvent) => actions?.expect(name, event.target.value)}
      />
    </label>
  `
  return html`
    <fieldset class="bench-fields">
      <legend>What is expected</legend>
      <label class="field wide">
        <span>As it is expected by</span>
        <select onChange=${(event: InputEvent) => actions?.usePreset(event.target.value)}>
          <option value="">choose, or write below; an empty field expects nothing</option>
          ${state.choices.presets.map(({ id, label }) => html`<option value=${id}>${label}</option>`)}
        </select>
      </label>
      ${EXPECTATION_FIELDS.slice(0, FIRST_FIELDS).map(field)}
    </fieldset>
    <details class="bench-more">
      <summary>Further: claims that must be there, life, leeway, clock</summary>
      <div class="bench-fields">${EXPECTATION_FIELDS.slice(FIRST_FIELDS).map(field)}</div>
    </details>
  `
}

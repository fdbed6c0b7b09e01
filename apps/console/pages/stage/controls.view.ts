import { Copy } from '#core/page/copy.view'
import { html, type View } from '#core/page/html'
import type { ScenarioCard, StageActions, StageState } from './stage-state.ts'

interface ControlsProps {
  state: StageState
  card: ScenarioCard
  actions?: StageActions | undefined
}

/** What is played, and how: one row for the buttons, which stay where they are, and one for what goes wrong. */
export const Controls = ({ state, card, actions }: ControlsProps): View => html`
  <div class="controls">
    <button class="main" type="button" onClick=${() => actions?.play()} aria-disabled=${state.isWaiting}>
      <span aria-hidden="true">▶</span> ${state.isWaiting ? 'Playing …' : 'Play'}
    </button>
    <${CurlLine} state=${state} card=${card} />
    <button
      class="present"
      type="button"
      title="For a wall: large letters, and one step for each press of a key"
      aria-pressed=${state.isPresenting}
      onClick=${() => actions?.present()}
    >
      ${state.isPresenting ? 'Leave' : 'Present'}
    </button>
  </div>
`

/** The same play for a terminal. */
function CurlLine({ state, card }: { state: StageState; card: ScenarioCard }): View {
  const query = new URLSearchParams(state.query).toString()
  const address = `localhost:${state.ports[card.caller]}/scenario${card.number}${query && `?${query}`}`
  return html`<div class="curl-line" title="The same by curl"><${Copy} text=${`curl "${address}"`} /></div>`
}

/** The switches, and the sentence of the one that is pointed at, or on. */
export function VariantSwitches({ state, card, actions }: ControlsProps): View {
  const told =
    card.variants.find(({ label }) => label === state.pointedAt) ??
    card.variants.findLast(({ name, value }) => state.query[name] === value)
  return html`
    <div class="ways">
      <fieldset class="variants">
        <legend class="label">Another way it can go:</legend>
        ${card.variants.map(
          (variant) =>
            variant.name !== 'token' && html`<${Switch} variant=${variant} query=${state.query} actions=${actions} />`,
        )}
        <${NamedTokenChoice} state=${state} card=${card} actions=${actions} />
      </fieldset>
      <p class=${`variant-words small${told ? '' : ' quiet'}`}>
        ${told ? html`<strong>${told.label}</strong>: ${told.sentence}.` : 'As the story says, unless you switch something on.'}
      </p>
    </div>
  `
}

/** One of the tokens by their names, in place of good ones. */
function NamedTokenChoice({ state, card, actions }: ControlsProps): View | false {
  const named = card.variants.filter(({ name }) => name === 'token')
  if (named.length === 0) return false
  const chosen = state.query['token'] ?? ''
  const choose = ({ target: { value } }: { target: { value: string } }) => {
    const variant = named.find((each) => each.value === (value === '' ? chosen : value)) // once more takes it back
    if (variant) actions?.toggle(variant)
  }
  return html`
    <select class="named-token" name="token" aria-label="Token by name" onChange=${choose}>
      <option value="" selected=${chosen === ''}>token by name</option>
      ${named.map(({ value }) => html`<option value=${value} selected=${value === chosen}>${value}</option>`)}
    </select>
  `
}

interface SwitchProps {
  variant: ScenarioCard['variants'][number]
  query: StageState['query']
  actions?: StageActions | undefined
}

function Switch({ variant, query, actions }: SwitchProps): View {
  const isOn = query[variant.name] === variant.value
  const point = () => actions?.pointAt(variant)
  const leave = () => actions?.pointAt(undefined)
  return html`
    <button
      class="switch"
      type="button"
      role="switch"
      aria-checked=${isOn}
      aria-description=${variant.sentence}
      onClick=${() => actions?.toggle(variant)}
      onMouseEnter=${point}
      onMouseLeave=${leave}
      onFocus=${point}
      onBlur=${leave}
    >
      ${isOn && html`<span aria-hidden="true">✓</span>`} ${variant.label}
    </button>
  `
}

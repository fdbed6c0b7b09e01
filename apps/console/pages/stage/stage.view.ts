import { Copy } from '#core/page/copy.view'
import { html, type View } from '#core/page/html'
import type { HouseNow } from '../../shell/console-state.ts'
import { tripsOf } from './trips.ts'
import { Picture } from './picture.view.ts'
import { Says } from './says.view.ts'
import type { ScenarioCard, StageActions, StageState } from './stage-state.ts'
import { Steps } from './steps.view.ts'

export interface StageProps {
  state: StageState
  house: HouseNow
  /** Absent on the server: there nobody can press anything. */
  actions?: StageActions
}

/** The stage: who is there, what will be played, and what has happened until now. */
export function StageView({ state, house, actions }: StageProps): View {
  const card = state.scenarios.find(({ number }) => number === state.chosen) ?? state.scenarios[0]
  if (!card) return html`<div class="page"><p class="empty">There are no scenarios in this sandbox.</p></div>`
  const told = state.at >= 0 ? state.play?.steps[state.at] : undefined
  return html`
    <div class=${`stage${state.isPresenting ? ' presenting' : ''}`}>
      <${Scenarios} state=${state} actions=${actions} />
      <section class="scene" aria-labelledby="scene-title">
        <h1 id="scene-title">${card.title}</h1>
        <p class="story quiet">${card.story}</p>
        <${Controls} state=${state} card=${card} actions=${actions} />
        <${Scene} state=${state} card=${card} house=${house} />
        <${Steps} state=${state} actions=${actions} />
        <${Says} state=${state} told=${told} actions=${actions} />
        <${CurlLine} state=${state} card=${card} />
      </section>
    </div>
  `
}

function Scene({ state, card, house }: { state: StageState; card: ScenarioCard; house: HouseNow }): View {
  const { play, at, travels } = state
  const { step = Infinity, outcome, who } = play?.outcome ?? {}
  const stopped = at >= step ? who : undefined
  return html`<div class="picture-frame">
    <${Picture}
      house=${house.processes}
      caller=${card.caller}
      callees=${card.callees}
      calls=${state.calls}
      trips=${tripsOf(play?.steps ?? []).flat()}
      at=${at}
      refusedBy=${outcome === 'refused' ? stopped : undefined}
      cannotDecideBy=${outcome === 'cannot-decide' ? stopped : undefined}
      travels=${travels}
    />
  </div>`
}

const Scenarios = ({ state, actions }: Omit<StageProps, 'house'>): View => html`
  <nav class="scenarios" aria-label="Scenarios">
    <h2>Scenarios</h2>
    <ol>
      ${state.scenarios.map(
        ({ number, title }) => html`
          <li>
            <a
              href=${`/?scenario=${number}`}
              aria-current=${number === state.chosen ? 'true' : undefined}
              onClick=${pressed(() => actions?.choose(number))}
            >
              <span class="mono">${number}</span><span>${title}</span>
            </a>
          </li>
        `,
      )}
    </ol>
  </nav>
`

/** Instead of following the link. */
const pressed = (act: () => void) => (event: { preventDefault(): void }) => {
  event.preventDefault()
  act()
}

interface ControlsProps {
  state: StageState
  card: ScenarioCard
  actions?: StageActions | undefined
}

function Controls({ state, card, actions }: ControlsProps): View {
  return html`
    <div class="controls">
      <button class="main" type="button" onClick=${() => actions?.play()} disabled=${state.isWaiting}>
        <span aria-hidden="true">▶</span> ${state.isWaiting ? 'Playing …' : 'Play'}
      </button>
      <fieldset class="variants" aria-label="Other ways it can go">
        ${card.variants.map((variant) => html`<${Switch} variant=${variant} query=${state.query} actions=${actions} />`)}
      </fieldset>
      <button class="plain" type="button" aria-pressed=${state.isPresenting} onClick=${() => actions?.present()}>
        ${state.isPresenting ? 'Leave' : 'Present'}
      </button>
    </div>
  `
}

/** The same play for a terminal. */
function CurlLine({ state, card }: { state: StageState; card: ScenarioCard }): View {
  const query = new URLSearchParams(state.query).toString()
  const address = `localhost:${state.ports[card.caller]}/scenario${card.number}${query && `?${query}`}`
  return html`<div class="curl-line">
    <span class="label">The same by curl</span><${Copy} text=${`curl "${address}"`} />
  </div>`
}

interface SwitchProps {
  variant: ScenarioCard['variants'][number]
  query: StageState['query']
  actions?: StageActions | undefined
}

function Switch({ variant, query, actions }: SwitchProps): View {
  const isOn = query[variant.name] === variant.value
  return html`
    <button
      class="switch"
      type="button"
      role="switch"
      aria-checked=${isOn}
      title=${variant.sentence}
      onClick=${() => actions?.toggle(variant)}
    >
      <span aria-hidden="true">${isOn ? '✓' : '+'}</span> ${variant.label}
    </button>
  `
}

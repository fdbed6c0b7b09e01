import { html, type View } from '#core/page/html'
import type { HouseNow } from '../../shell/console-state.ts'
import { Controls, VariantSwitches } from './controls.view.ts'
import { Picture } from './picture.view.ts'
import { Says } from './says.view.ts'
import { ScenarioChoice, ScenarioList } from './scenario-list.view.ts'
import type { ScenarioCard, StageActions, StageState } from './stage-state.ts'
import { Steps } from './steps.view.ts'
import { tripsOf } from './trips.ts'

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
  const isUp = (name: string) => house.processes.some((process) => process.name === name && process.status === 'up')
  return html`
    <div class=${`stage${state.isPresenting ? ' presenting' : ''}`}>
      <${ScenarioList} state=${state} actions=${actions} />
      <section class="scene" aria-labelledby="scene-title">
        <${ScenarioChoice} state=${state} actions=${actions} />
        <h1 id="scene-title" class=${state.isPresenting ? '' : 'with-room'}>${card.title}</h1>
        <p class="story quiet with-room">${card.story}</p>
        <${Controls} state=${state} card=${card} actions=${actions} />
        <${VariantSwitches} state=${state} card=${card} actions=${actions} />
        <${Scene} state=${state} card=${card} house=${house} />
        <${Says} state=${state} told=${told} isUp=${isUp} actions=${actions} />
        <${Steps} state=${state} actions=${actions} />
        ${!state.isPresenting && html`<${StoryBelow} card=${card} />`}
      </section>
    </div>
  `
}

/** Where there is little room, the picture comes first. */
const StoryBelow = ({ card }: { card: ScenarioCard }): View => html`
  <div class="story-below without-room">
    <h1>${card.title}</h1>
    <p class="quiet">${card.story}</p>
  </div>
`

function Scene({ state, card, house }: { state: StageState; card: ScenarioCard; house: HouseNow }): View {
  const { play, at, travels, frame } = state
  const { step = Infinity, outcome, who, peer } = play?.outcome ?? {}
  const stopped = at >= step ? who : undefined
  return html`<div class="picture-frame">
    <${Picture}
      house=${house.processes}
      caller=${card.caller}
      callees=${card.callees}
      hops=${card.hops}
      trips=${tripsOf(play?.steps ?? []).flat()}
      at=${at}
      refusedBy=${outcome === 'refused' ? stopped : undefined}
      cannotDecideBy=${outcome === 'cannot-decide' && peer === undefined ? stopped : undefined}
      silent=${stopped !== undefined && peer !== undefined ? { name: peer, to: stopped } : undefined}
      travels=${travels}
      frame=${frame}
    />
  </div>`
}

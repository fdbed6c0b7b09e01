import { html, type View } from '#core/page/html'
import type { StageActions, StageState } from './stage-state.ts'

interface ScenarioListProps {
  state: StageState
  actions?: StageActions | undefined
}

/** The scenarios beside the scene. */
export const ScenarioList = ({ state, actions }: ScenarioListProps): View => html`
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

/** The same on a phone, where a list would hide the scene. */
export const ScenarioChoice = ({ state, actions }: ScenarioListProps): View => html`
  <label class="field scenario-choice">
    Scenario
    <select onChange=${({ target }: { target: { value: string } }) => actions?.choose(Number(target.value))}>
      ${state.scenarios.map(
        ({ number, title }) =>
          html`<option value=${number} selected=${number === state.chosen}>${`${number}  ${title}`}</option>`,
      )}
    </select>
  </label>
`

/** Instead of following the link. */
const pressed = (act: () => void) => (event: { preventDefault(): void }) => {
  event.preventDefault()
  act()
}

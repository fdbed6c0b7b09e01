import { html, type View } from '#core/page/html'
import type { ControlPageActions, ControlPageState } from './control-state.ts'
import { NotTold } from './whom.view.ts'

export interface PresetsPartProps {
  state: ControlPageState
  actions?: ControlPageActions | undefined
}

/** Well-known troubles, each a few faults of the factory. */
export function PresetsPart({ state: { presets, processes, waiting }, actions }: PresetsPartProps): View {
  const why = processes.find(({ name }) => name === 'jwt-factory')?.why
  return html`
    <section class="card presets" aria-labelledby="presets-title">
      <h2 id="presets-title">Presets <span class="quiet small">faults of the factory that belong together</span></h2>
      ${
        why === undefined
          ? html`<ul>
              ${presets.map(
                ({ name, about }) => html`
                  <li>
                    <button
                      class="small"
                      type="button"
                      disabled=${waiting !== undefined}
                      onClick=${() => actions?.setPreset(name)}
                    >
                      ${name}
                    </button>
                    <span class="small quiet">${about}</span>
                  </li>
                `,
              )}
            </ul>`
          : html`<${NotTold} why=${why} />`
      }
    </section>
  `
}

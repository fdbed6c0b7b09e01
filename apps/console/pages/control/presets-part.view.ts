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
                    <p>
                      <strong>${name}</strong>
                      <span class="small quiet block">${sentence(about)}</span>
                    </p>
                    <button
                      class="small"
                      type="button"
                      aria-label=${`Set the preset ${name}`}
                      aria-disabled=${waiting !== undefined}
                      onClick=${() => actions?.setPreset(name)}
                    >
                      Set
                    </button>
                  </li>
                `,
              )}
            </ul>`
          : html`<${NotTold} why=${why} />`
      }
    </section>
  `
}

const sentence = (about: string) => `${about.charAt(0).toUpperCase()}${about.slice(1)}.`

import { html, type View } from '#core/page/html'
import { titleOf } from '#core/trace/step'
import type { RingsOf } from '../../live/told.ts'
import type { KeysActions, KeysState } from './keys-state.ts'
import { RingRows, titleOfRing } from './ring.view.ts'
import { windowAround } from './time-line.ts'

export interface HoldersProps {
  state: KeysState
  /** By the clock of each process. */
  nowOf: (holder: RingsOf) => number
  span: number
  actions?: KeysActions | undefined
}

const FACTORY = 'jwt-factory'

/** The rings of the factory, and then the pairs that services sign with themselves. */
export function Holders(props: HoldersProps): View {
  const { holders } = props.state.rings
  const factory = holders.find(({ name }) => name === FACTORY)
  const services = holders.filter(
    ({ name, why, told }) => name !== FACTORY && (why !== undefined || told?.rings.length),
  )
  return html`
    <div class="holders">
      ${factory && html`<${OfFactory} ...${props} factory=${factory} />`}
      ${
        services.length > 0 &&
        html`<section class="holder" aria-labelledby="services-title">
          <h2 id="services-title">
            Services <span class="quiet small">each signs with a pair of its own, too: POST /gen-keys</span>
          </h2>
          ${services.map((holder) => html`<${RingsOfOne} ...${props} holder=${holder} />`)}
        </section>`
      }
    </div>
  `
}

function OfFactory({ factory, ...props }: HoldersProps & { factory: RingsOf }): View {
  const { state, actions } = props
  const { told } = factory
  const { like } = state.filter
  return html`
    <section class="holder" aria-labelledby="factory-title">
      <h2 id="factory-title">
        ${titleOf(FACTORY)}
        ${told && html`<span class="quiet small">${told.count} ${told.count === 1 ? 'ring' : 'rings'}${like && ` with "${like}"`}</span>`}
      </h2>
      ${
        told?.rings.length === 0 &&
        html`<p class="empty foreign">
          ${like ? `No ring has "${like}" in its name. POST /keys/:ringId makes one.` : 'There are no rings yet: POST /keys/:ringId makes one.'}
        </p>`
      }
      <${RingsOfOne} ...${props} holder=${factory} />
      ${
        told &&
        told.count > told.rings.length &&
        html`<p class="row">
          <button type="button" onClick=${() => actions?.more()}>More rings</button>
          <span class="quiet small"
            >${told.rings.length} of ${told.count} are drawn: those that changed last. The filter finds the
            others.</span
          >
        </p>`
      }
    </section>
  `
}

function RingsOfOne({ holder, state, nowOf, span, actions }: HoldersProps & { holder: RingsOf }): View {
  const { name, told, why } = holder
  const now = nowOf(holder)
  const { fetches, machineNow } = state.rings
  if (!told)
    return html`<p class="card says notice cannot-decide foreign">${why ?? `${titleOf(name)} says nothing.`}</p>`
  return html`
    <div class="rings">
      ${told.rings.map(
        (ring) => html`
          <${RingRows}
            key=${ring.ringId}
            process=${name}
            title=${name === FACTORY ? titleOfRing(ring.ringId) : titleOf(name)}
            ring=${ring}
            seen=${windowAround(now, span)}
            now=${now}
            machineNow=${machineNow + state.later}
            state=${state}
            fetched=${name === FACTORY ? fetches.find(({ ringId }) => ringId === ring.ringId) : undefined}
            actions=${actions}
          />
        `,
      )}
    </div>
  `
}

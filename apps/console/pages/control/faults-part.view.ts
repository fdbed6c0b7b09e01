import { html, type View } from '#core/page/html'
import { titleOf } from '#core/trace/step'
import type { ControlPageActions, ControlPageState } from './control-state.ts'
import { FaultForm } from './fault-form.view.ts'
import { NotTold, whyNot } from './whom.view.ts'

export interface FaultsPartProps {
  state: ControlPageState
  actions?: ControlPageActions | undefined
}

/** The faults that are set, presets, and a form for one more. */
export function FaultsPart({ state, actions }: FaultsPartProps): View {
  const faults = sharedFaults(state)
  const why = whyNot(state)
  const isWaiting = state.waiting !== undefined
  return html`
    <section class="card faults-part" aria-labelledby="faults-title">
      <header class="part-head">
        <h2 id="faults-title">Faults</h2>
        <button
          class="small"
          type="button"
          aria-disabled=${isWaiting || faults.length === 0}
          onClick=${() => actions?.clearFaults()}
        >
          Take all back
        </button>
      </header>
      ${
        faults.length === 0 && why === undefined
          ? html`<p class="quiet small">
              Nothing is to go wrong. Choose a preset, or set a fault here: the next request that it is about meets it.
            </p>`
          : html`<ul class="fault-list">
              ${faults.map((fault) => html`<li key=${fault.id}><${FaultRow} fault=${fault} isWaiting=${isWaiting} actions=${actions} /></li>`)}
            </ul>`
      }
      ${why === undefined ? html`<${FaultForm} state=${state} actions=${actions} />` : html`<${NotTold} why=${why} />`}
    </section>
  `
}

/** One fault, in all processes that have it. */
interface SharedFault {
  id: string
  sentence: string
  on: string
  counts: { name: string; seen: number; applied: number }[]
}

/** A fault has one id wherever it is set; one that a process numbered itself may be another one elsewhere. */
export function sharedFaults({ processes, whom }: Pick<ControlPageState, 'processes' | 'whom'>): SharedFault[] {
  const shared = new Map<string, SharedFault>()
  for (const { name, faults } of processes.filter((one) => whom === '' || one.name === whom))
    for (const { id, on, sentence, seen, applied } of faults) {
      const words = sentence.replace(/^[^:]*: /, '').replace(/; it [^;]*$/, '')
      const key = `${id} ${words}`
      const known = shared.get(key) ?? { id, on, sentence: words, counts: [] }
      known.counts.push({ name, seen, applied })
      shared.set(key, known)
    }
  return [...shared.values()]
}

interface FaultRowProps {
  fault: SharedFault
  isWaiting: boolean
  actions?: ControlPageActions | undefined
}

const FaultRow = ({ fault: { id, sentence, counts }, isWaiting, actions }: FaultRowProps): View => html`
  <div class="fault-row">
    <code class="id foreign">${id}</code>
    <span class="foreign">${sentence}</span>
    <span class="counts small quiet">${countsText(counts)}</span>
    <button
      class="small"
      type="button"
      aria-disabled=${isWaiting}
      aria-label=${`Take ${id} back`}
      onClick=${() => actions?.removeFault(id)}
    >
      Take back
    </button>
  </div>
`

/** Who has met it, and how often; those whom it has not been about are told together. */
function countsText(counts: SharedFault['counts']): string {
  const met = counts.filter(({ seen }) => seen > 0)
  const others = counts.filter(({ seen }) => seen === 0).map(({ name }) => titleOf(name))
  return [
    ...met.map(
      ({ name, seen, applied }) =>
        `${titleOf(name)}: ${applied} of ${seen} ${seen === 1 ? 'request' : 'requests'} met it`,
    ),
    ...(others.length > 0 ? [`${others.join(', ')}: no request yet`] : []),
  ].join(' · ')
}

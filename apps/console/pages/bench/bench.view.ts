import { html, type View } from '#core/page/html'
import { Mark } from '#core/page/mark.view'
import { agoText, spanText } from '#core/page/time-text'
import { BENCH_TABS, type BenchActions, type BenchState, type BenchTab } from './bench-state.ts'
import { CheckTab } from './check.view.ts'
import { DecodedView } from './decoded.view.ts'
import { PastedField } from './pasted-field.view.ts'
import { SendTab } from './send.view.ts'
import { SignTab } from './sign.view.ts'

export interface BenchProps {
  state: BenchState
  /** The time of the sandbox. */
  now: number
  /** Absent on the server: there nobody can press anything. */
  actions?: BenchActions | undefined
}

/** The bench: a token at the left, and at the right what can be done with it. */
export const BenchView = (props: BenchProps): View => html`
  <div class="bench">
    <${Pasted} ...${props} />
    <section class="bench-work" aria-label="What can be done with it">
      <${Tabs} ...${props} />
      ${props.state.trouble !== undefined && html`<p class="card says refused foreign bench-trouble" role="alert">${props.state.trouble}</p>`}
      <${FactoryAway} state=${props.state} />
      <div class="bench-panel" role="tabpanel" id="bench-panel" aria-labelledby=${`tab-${props.state.tab}`}>
        <${Panel} ...${props} />
      </div>
    </section>
  </div>
`

/** Rings, issuers and most of those who sign are told by the factory. */
const FactoryAway = ({ state: { choices, tab, text, trouble } }: Pick<BenchProps, 'state'>): View | undefined =>
  choices.trouble !== undefined && trouble === undefined && (tab === 'check' || tab === 'sign' || text === '')
    ? html`<p class="card says notice cannot-decide foreign">${choices.trouble}</p>`
    : undefined

const Pasted = ({ state, now, actions }: BenchProps): View => html`
  <section class="bench-paste">
    <h1>Token bench</h1>
    <p class="quiet small">
      Paste any token, a broken one too, with whatever stands around it. It goes to this console and no further: it is
      in no address, no log, and nothing keeps it.
    </p>
    <${PastedField} text=${state.text} onPaste=${(text: string) => actions?.paste(text)} />
    <div class="row">
      <button
        type="button"
        class="small"
        onClick=${() => actions?.sample()}
        aria-disabled=${state.waitsFor === 'sample'}
      >
        ${state.waitsFor === 'sample' ? 'Asking …' : 'A token of A for B'}
      </button>
      ${state.text !== '' && html`<button type="button" class="small" onClick=${() => actions?.paste('')}>Clear</button>`}
      ${state.text !== '' && html`<button type="button" class="small" onClick=${() => actions?.toJudge()}>Before every judge</button>`}
      ${state.text !== '' && html`<span class="small quiet">${state.text.length} characters</span>`}
    </div>
    <div aria-live="polite" class="stack"><${Summary} state=${state} now=${now} /></div>
  </section>
`

function Summary({ state: { decoded, text, isTakenOut }, now }: Pick<BenchProps, 'state' | 'now'>): View | undefined {
  if (!decoded || text.trim() === '') return undefined
  const { count, around } = decoded
  const ends = expiryWords(decoded, now)
  return html`
    <div class=${`card says ${count === 0 ? 'good' : 'refused'} bench-summary`}>
      <p>
        <${Mark} outcome=${count === 0 ? 'good' : 'refused'} word=${count === 0 ? 'well formed' : countText(count)} />
      </p>
      <p class="small quiet">
        ${
          count === 0
            ? 'Nobody has believed it by that: its signature is looked at under “Check”.'
            : 'Each one is named under “Decoded”, at its part.'
        }
      </p>
      ${ends !== undefined && html`<p class="small">${ends}</p>`}
      ${isTakenOut && html`<p class="small">It was taken out of a longer text.</p>`}
      ${around.map((says) => html`<p class="small foreign">${says}.</p>`)}
    </div>
  `
}

/** How long it is good yet, or since when it is not. */
function expiryWords({ parts }: NonNullable<BenchState['decoded']>, now: number): string | undefined {
  const claims = Object(parts.find(({ part }) => part === 'payload')?.value) as { exp?: unknown }
  if (typeof claims.exp !== 'number') return undefined
  const left = claims.exp * 1000 - now
  return left > 0 ? `Expires in ${spanText(left)}.` : `Expired ${agoText(-left)}.`
}

const countText = (count: number) => (count === 1 ? 'one fault' : `${count} faults`)

const TITLES: Record<BenchTab, string> = { decoded: 'Decoded', check: 'Check', sign: 'Edit and sign', send: 'Send' }

const Tabs = ({ state, actions }: BenchProps): View => html`
  <div class="tabs" role="tablist" aria-label="Token bench">
    ${BENCH_TABS.map(
      (tab, at) => html`
        <button
          type="button"
          class="tab"
          role="tab"
          id=${`tab-${tab}`}
          aria-selected=${state.tab === tab}
          aria-controls="bench-panel"
          tabindex=${state.tab === tab ? 0 : -1}
          onClick=${() => actions?.show(tab)}
          onKeyDown=${(event: { key: string }) => {
            const to = tabByKey(event.key, at)
            if (to !== undefined && to !== tab) actions?.show(to)
          }}
        >
          ${TITLES[tab]}
        </button>
      `,
    )}
  </div>
`

const KEY_STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 }
const KEY_ENDS: Readonly<Record<string, number>> = { Home: 0, End: -1 }

/** Arrow keys go round, and Home and End to the ends, as in every list of tabs (ARIA Authoring Practices, Tabs). */
const tabByKey = (key: string, at: number) =>
  BENCH_TABS.at(KEY_ENDS[key] ?? (at + (KEY_STEPS[key] ?? 0)) % BENCH_TABS.length)

function Panel(props: BenchProps): View {
  const { state, now, actions } = props
  if (state.tab === 'check') return html`<${CheckTab} state=${state} actions=${actions} />`
  if (state.tab === 'sign') return html`<${SignTab} state=${state} actions=${actions} />`
  if (state.tab === 'send') return html`<${SendTab} state=${state} actions=${actions} />`
  if (state.decoded && state.text.trim() !== '') return html`<${DecodedView} decoded=${state.decoded} now=${now} />`
  return html`<${NothingYet} state=${state} actions=${actions} />`
}

const NothingYet = ({ state, actions }: Pick<BenchProps, 'state' | 'actions'>): View => html`
  <div class="empty stack">
    <p>
      ${
        state.waitsFor === 'decode'
          ? 'Taking it apart …'
          : 'Nothing to take apart yet. Paste a token, or let the factory make one:'
      }
    </p>
    <p><button type="button" class="main" onClick=${() => actions?.sample()}>A token of A for B</button></p>
  </div>
`

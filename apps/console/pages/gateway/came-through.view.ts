import { html, type View } from '#core/page/html'
import { Mark, type MarkName } from '#core/page/mark.view'
import type { GatewayCame, GatewayState, HeaderPair } from './gateway-state.ts'

/** What came of the request: the answer, what the gateway did, and the headers on both sides of it. */
export const CameThrough = ({ state: { came, trouble } }: { state: GatewayState }): View => html`
  <section class="card gateway-came" aria-label="What came of it" role="status">
    ${trouble !== undefined && html`<p class="gateway-trouble foreign">${trouble}</p>`}
    ${came && html`<${BothSides} came=${came} />`}
    ${
      trouble === undefined &&
      !came &&
      html`<p class="quiet">Press Send: here stand the request and what B received of it, side by side.</p>`
    }
  </section>
`

const MARKS_OF_STEPS: Record<string, MarkName> = { believes: 'good', refuses: 'refused', fails: 'refused' }

const BothSides = ({ came: { status, said, headers, steps } }: { came: GatewayCame }): View => html`
  <p class="gateway-verdict">
    <${Mark} outcome=${said === undefined ? 'good' : 'refused'} word=${said === undefined ? 'went on' : 'refused'} />
    <strong>${status}</strong> <span class="foreign">${said ?? 'B answered with what it received'}</span>
  </p>
  <ol class="gateway-steps">
    ${steps.map(({ verb, sentence }) => {
      const mark = MARKS_OF_STEPS[verb]
      return html`<li class="foreign">${mark && html`<${Mark} outcome=${mark} word="" />`}${sentence}</li>`
    })}
  </ol>
  <div class="table-frame stacks gateway-headers">
    <table>
      <caption>
        Headers before and after the gateway
      </caption>
      <thead>
        <tr>
          <th scope="col">Header</th>
          <th scope="col">The client sent</th>
          <th scope="col">B received</th>
          <th scope="col">So it was</th>
        </tr>
      </thead>
      <tbody>
        ${headers.map((pair) => html`<${HeaderRow} pair=${pair} isSeen=${said === undefined} />`)}
      </tbody>
    </table>
  </div>
`

const HeaderRow = ({ pair, isSeen }: { pair: HeaderPair; isSeen: boolean }): View => html`
  <tr>
    <td class="whole mono foreign">${pair.name}</td>
    <td class="foreign" data-label="sent:">${pair.before ?? '–'}</td>
    <td class="foreign" data-label="received:">${pair.after ?? (isSeen ? '–' : 'nothing')}</td>
    <td class="whole">${isSeen ? wordOf(pair) : 'B was not asked'}</td>
  </tr>
`

function wordOf({ before, after }: HeaderPair): string {
  if (before === undefined) return 'set by the gateway'
  if (after === undefined) return 'removed by the gateway'
  return before === after ? 'passed on' : 'replaced by the gateway'
}

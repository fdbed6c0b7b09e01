import { Checks } from '#core/page/checks.view'
import { html, type View } from '#core/page/html'
import { OUTCOME_MARKS } from '#core/page/mark.view'
import { Token } from '#core/page/token.view'
import { isOverTls, titleOf, type Step } from '#core/trace/step'
import type { SeenRequest } from '../../plays/kept-play.ts'
import { rowMark } from './diagram.view.ts'

export interface DetailsProps {
  step: Step
  number: number
  /** What was seen of the request, at the process that was called. */
  request?: SeenRequest | undefined
  /** The step with the checks and the token that this one is about. */
  checked?: Step | undefined
  /** The time of the sandbox, milliseconds since 1970. */
  now?: number | undefined
}

/** One step, with all that is known of it. */
export function Details({ step, number, request, checked = step, now }: DetailsProps): View {
  const { checks, token } = checked
  const { sentence, who, to, ringId, tookMs, ms } = step
  const mark = rowMark(step)
  return html`
    <section class=${`card says details ${mark ?? ''}`} aria-live="polite">
      <p class=${`sentence ${mark ?? ''}`}>
        ${mark && html`<span aria-hidden="true">${OUTCOME_MARKS[mark].sign} </span>`}<span class="foreign"
          >${sentence}</span
        >
      </p>
      <p class="quiet small">
        Step ${number}, ${ms.toFixed(1)} ms after the
        beginning${tookMs !== undefined && `; it took ${tookMs.toFixed(1)} ms`}
        ${ringId !== undefined && html`; ring <code class="foreign">${ringId}</code>`}
      </p>
      ${to !== undefined && html`<${Request} from=${who} to=${to} request=${request} />`}
      ${
        checks &&
        html`<h3>Checks</h3>
          <${Checks} checks=${checks} />`
      }
      ${
        token &&
        html`<h3>The token</h3>
          <${Token} ...${token} now=${now} />`
      }
    </section>
  `
}

/** The call itself, as it was seen where it arrived. */
const Request = ({ from, to, request }: { from: string; to: string; request: SeenRequest | undefined }): View => html`
  <dl class="members">
    <div>
      <dt>from</dt>
      <dd>${titleOf(from)}</dd>
    </div>
    <div>
      <dt>to</dt>
      <dd>${titleOf(to)}, ${isOverTls(from, to) ? 'over TLS' : 'in plain HTTP'}</dd>
    </div>
    ${
      request &&
      html`
        <div>
          <dt>request</dt>
          <dd><code class="foreign">${request.method} ${request.path}</code></dd>
        </div>
        <div>
          <dt>answer</dt>
          <dd>
            ${request.status === undefined ? 'none yet' : request.status === 0 ? 'none: the connection ended' : request.status}
          </dd>
        </div>
        ${
          request.fault !== undefined &&
          html`<div>
            <dt>fault</dt>
            <dd class="foreign">${request.fault}</dd>
          </div>`
        }
      `
    }
  </dl>
`

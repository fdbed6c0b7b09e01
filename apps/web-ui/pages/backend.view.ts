import { html, type View } from '#core/page/html'
import { Mark } from '#core/page/mark.view'
import type { BackendResult } from '../ask-backend.ts'
import type { Visit } from '../login/visit.ts'
import { answerWords } from './answer-words.ts'

/** Letters of an answer that are shown. */
const MOST_SHOWN = 2000

export interface BackendsProps {
  results: readonly BackendResult[]
  visit: Visit | undefined
  /** With the challenge and all of the answer. */
  isWhole?: boolean
}

/** What each backend answered, one beside the other: what one of them says hides nothing of the others. */
export const Backends = ({ results, visit, isWhole = false }: BackendsProps): View => html`
  <div class="backends">
    ${results.map((result) => html`<${Backend} result=${result} visit=${visit} isWhole=${isWhole} />`)}
  </div>
`

function Backend({
  result,
  visit,
  isWhole,
}: {
  result: BackendResult
  visit: Visit | undefined
  isWhole: boolean
}): View {
  const { name, path, challenge, body } = result
  const { outcome, word, why } = answerWords(result, visit)
  return html`
    <article class=${`card says stack ${outcome}`}>
      <h3 class="row"><span class="foreign">${name}</span><code class="quiet foreign">${path}</code></h3>
      <p><${Mark} outcome=${outcome} word=${word} /></p>
      <p>${why}</p>
      ${
        body !== undefined &&
        body !== '' &&
        html`<div class="stack tight">
          <p class="quiet small">It says:</p>
          <${Said} body=${body} isWhole=${isWhole} />
        </div>`
      }
      ${
        isWhole &&
        challenge !== undefined &&
        html`<div class="stack tight">
          <p class="quiet small">Its challenge, <code>WWW-Authenticate</code>:</p>
          <pre class="box">${shorten(challenge)}</pre>
        </div>`
      }
    </article>
  `
}

function Said({ body, isWhole }: { body: unknown; isWhole: boolean }): View {
  const data = isWhole || typeof body !== 'object' || body === null ? undefined : (body as { data?: unknown }).data // any JSON
  if (typeof data === 'string') return html`<p class="foreign lead">${shorten(data)}</p>`
  return html`<pre class="box">
${shorten(typeof body === 'string' ? body.trimEnd() : JSON.stringify(body, undefined, 2))}</pre>`
}

const shorten = (text: string) =>
  text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)} … and ${text.length - MOST_SHOWN} more letters` : text

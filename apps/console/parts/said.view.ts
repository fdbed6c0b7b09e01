import { html, type View } from '#core/page/html'
import { Mark } from '#core/page/mark.view'
import type { SaidLines } from './outcome-lines.ts'

/** What came of the last thing that was done. It is read out; a refusal at once. */
export const SaidPanel = ({
  said,
  waiting,
  close,
}: {
  said: SaidLines | undefined
  waiting: string | undefined
  close?: (() => void) | undefined
}): View => html`
  <div class="said-place" role=${said?.isRefused ? 'alert' : 'status'}>
    ${
      waiting !== undefined
        ? html`<p class="card says said quiet"><span class="busy" aria-hidden="true"></span>${waiting}</p>`
        : said && html`<${SaidCard} said=${said} close=${close} />`
    }
  </div>
`

const SaidCard = ({ said, close }: { said: SaidLines; close?: (() => void) | undefined }): View => html`
  <div class=${`card says said ${said.isRefused ? 'refused' : 'good'}`}>
    <ul>
      ${said.lines.map(
        ({ isRefused, who, words }) => html`
          <li>
            <${Mark} outcome=${isRefused ? 'refused' : 'good'} word=${isRefused ? 'refused' : 'done'} />
            <span class="foreign">${who && html`<strong>${who}</strong>`}${who && ': '}${words}</span>
          </li>
        `,
      )}
    </ul>
    <button class="plain small" type="button" aria-label="Close this message" onClick=${close}>
      <span aria-hidden="true">✕</span>
    </button>
  </div>
`

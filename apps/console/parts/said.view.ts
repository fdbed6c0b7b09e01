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
  <div class=${`card says said ${edgeOf(said)}`}>
    <ul>
      ${said.lines.map(
        ({ isRefused, isSilent, who, words }) => html`
          <li>
            <${LineMark} isRefused=${isRefused} isSilent=${isSilent} />
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

/** A process that is down has refused nothing. */
const LineMark = ({ isRefused, isSilent = false }: { isRefused: boolean; isSilent?: boolean }): View =>
  isSilent
    ? html`<${Mark} outcome="cannot-decide" word="no answer" />`
    : html`<${Mark} outcome=${isRefused ? 'refused' : 'good'} word=${isRefused ? 'refused' : 'done'} />`

const edgeOf = ({ lines }: SaidLines) =>
  lines.some(({ isRefused, isSilent }) => isRefused && !isSilent)
    ? 'refused'
    : lines.some(({ isSilent }) => isSilent)
      ? 'cannot-decide'
      : 'good'

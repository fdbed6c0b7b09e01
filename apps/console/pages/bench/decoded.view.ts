import { CLAIM_WORDS, HEADER_WORDS } from '#core/page/claim-words'
import { html, type View } from '#core/page/html'
import { Mark } from '#core/page/mark.view'
import { Members, Part } from '#core/page/token.view'
import type { DecodedToken, FaultOnPage, ShownPart, ShownPiece } from './bench-state.ts'

export interface DecodedProps {
  decoded: DecodedToken
  now: number
}

/** A token, decoded as far as it goes: each fault stands at its part, and is marked in its text. */
export const DecodedView = ({ decoded, now }: DecodedProps): View => html`
  <div class="stack">
    <h2 class="unseen">Decoded</h2>
    ${decoded.faults.length > 0 && html`<${FaultList} faults=${decoded.faults} />`}
    <div class="token">${decoded.parts.map((part) => html`<${DecodedPart} shown=${part} now=${now} />`)}</div>
  </div>
`

const DecodedPart = ({ shown, now }: { shown: ShownPart; now: number }): View => html`
  <${Part} part=${shown.part}>
    <${Raw} shown=${shown} />
    <${FaultList} faults=${shown.faults} />
    <${Meaning} shown=${shown} now=${now} />
  </${Part}>
`

/** As it stands in the token: in sight where a fault is marked in it, and else behind its length. */
const Raw = ({ shown }: { shown: ShownPart }): View => {
  const raw = html`<code class="raw-segment foreign" tabindex="0"><${Pieces} pieces=${shown.raw} /></code>`
  if (shown.length === 0) return html`<p class="small quiet">empty</p>`
  if (shown.raw.some(({ kind }) => kind === 'fault'))
    return html`<div>
      <p class="small quiet">${sizeText(shown)}</p>
      ${raw}
    </div>`
  return html`<details class="raw-behind">
    <summary class="small quiet">${sizeText(shown)}</summary>
    ${raw}
  </details>`
}

const sizeText = ({ length, bytes }: ShownPart): string => `${length} characters of base64url, ${bytes} bytes`

/** Faults, each with its sign. */
export const FaultList = ({ faults }: { faults: readonly FaultOnPage[] }): View | false =>
  faults.length > 0 &&
  html`
    <ul class="faults">
      ${faults.map(
        ({ says, member }) => html`
          <li>
            <${Mark} outcome="refused" word=${member ?? 'fault'} />
            <span class="foreign">${says}.</span>
          </li>
        `,
      )}
    </ul>
  `

function Meaning({ shown, now }: { shown: ShownPart; now: number }): View {
  const words = shown.part === 'header' ? HEADER_WORDS : CLAIM_WORDS
  return html`
    ${
      shown.text &&
      html`
        <p class="small quiet">${shown.hasValue ? 'As text:' : 'As text, for it is no JSON:'}</p>
        <pre class="box long foreign decoded-text" tabindex="0"><${Pieces} pieces=${shown.text} /></pre>
      `
    }
    ${shown.isLenient && html`<p class="small quiet">As lenient readers take it:</p>`}
    ${shown.hasValue && html`<${Members} value=${shown.value} words=${words} now=${now} />`}
  `
}

/** A text in pieces: faults are marked, and what is left out says so. */
const Pieces = ({ pieces }: { pieces: readonly ShownPiece[] }): View => html`
  <span
    >${pieces.map(({ text, kind }) => {
      if (kind === 'left-out') return html`<i class="left-out">${text}</i>`
      if (kind === undefined) return text
      return html`<mark title="here is a fault">${text === '' ? '⌁' : text}</mark>`
    })}</span
  >
`

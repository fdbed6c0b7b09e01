import { html, type View } from '#core/page/html'
import { isAllSeen } from '#core/page/show-signs'
import { PARTS_SHOWN } from '#core/page/token.view'
import { tokenPieces } from './token-pieces.ts'

export interface PastedFieldProps {
  text: string
  onPaste?: ((text: string) => void) | undefined
}

/** A longer text is one colour: nobody reads its parts. Characters. */
const MOST_IN_COLOURS = 20_000

/**
 * Where a token is pasted, its three parts in their colours. A field has but one colour: the letters that are seen lie under it, in the
 * same places; a text with signs that would take no place, or another one, is seen in the field itself.
 */
export function PastedField({ text, onPaste }: PastedFieldProps): View {
  const pieces = text.length <= MOST_IN_COLOURS && isAllSeen(text) ? tokenPieces(text) : []
  const hasParts = pieces.some(({ part }) => part !== undefined)
  return html`
    <div class="field">
      <div class="pasted-head">
        <label for="pasted">Token</label>
        ${hasParts && html`<${Legend} />`}
      </div>
      <div class=${`pasted-frame${hasParts ? ' in-colours' : ''}`}>
        ${
          hasParts &&
          html`<pre aria-hidden="true">
${pieces.map(({ text: piece, part }) => (part === undefined ? piece : html`<span class=${`${part}-part`}>${piece}</span>`))}${' '}</pre>`
        }
        <textarea
          id="pasted"
          spellcheck=${false}
          autocomplete="off"
          autocapitalize="off"
          rows="1"
          placeholder="eyJ…"
          value=${text}
          onInput=${(event: { target: { value: string } }) => onPaste?.(event.target.value)}
        ></textarea>
      </div>
    </div>
  `
}

const Legend = (): View => html`
  <span class="pasted-legend small"
    >${(['header', 'payload', 'signature'] as const).map((part) => html`<span class=${`${part}-part`}>${PARTS_SHOWN[part].label}</span>`)}</span
  >
`

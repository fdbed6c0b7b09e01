import { html, type View } from '#core/page/html'
import { LONGEST_DESCRIPTION, LONGEST_ENTRY_NAME } from '../../directory/entry-text.ts'

export interface TextFieldProps {
  name: string
  label: string
  value?: string
  isLong?: boolean
  isOptional?: boolean
  hint?: string
}

/** One text of an entry. Browsers bring back what was typed, but for fields with `autocomplete="off"`: so this has none. */
export const TextField = ({
  name,
  label,
  value = '',
  isLong = false,
  isOptional = false,
  hint,
}: TextFieldProps): View => html`
  <label class="field">
    <span>${label}${isOptional && ' (may be empty)'}</span>
    <input
      name=${name}
      value=${value}
      required=${!isOptional}
      maxlength=${isLong ? LONGEST_DESCRIPTION : LONGEST_ENTRY_NAME}
      spellcheck=${false}
    />
    ${hint && html`<span class="small quiet">${hint}</span>`}
  </label>
`

/** A new password, twice: nobody sees what they type. */
export const NewPassword = (): View => html`
  <div class="admin-fields">
    <label class="field"
      ><span>New password</span><input name="password" type="password" autocomplete="new-password" required
    /></label>
    <label class="field"
      ><span>The same again</span><input name="repeat" type="password" autocomplete="new-password" required
    /></label>
  </div>
`

export interface Tick {
  id: number
  name: string
  /** Beside the name. */
  note?: string
}

export interface TicksProps {
  /** Of the form: each ticked box sends its id under it. */
  name: string
  legend: string
  all: readonly Tick[]
  ticked: readonly number[]
  /** What stands there when there is nothing to tick. */
  none: string
}

/** Nobody ticks more boxes than these, and a page with more is slow. */
const MOST_TICKS = 500

/** Boxes, one for each entry that can be chosen. */
export function Ticks({ name, legend, all, ticked, none }: TicksProps): View {
  if (all.length > MOST_TICKS)
    return html`<p class="small quiet">
      ${legend}: there are ${all.length}, too many to tick here. Use the page of each.
    </p>`
  const chosen = new Set(ticked)
  return html`
    <fieldset>
      <legend>${legend}</legend>
      <input type="hidden" name=${`with-${name}`} value="1" />
      ${all.length === 0 && html`<p class="small quiet">${none}</p>`}
      <div class="admin-ticks">
        ${all.map(
          ({ id, name: shown, note }) => html`
            <label>
              <input type="checkbox" name=${name} value=${String(id)} checked=${chosen.has(id)} />
              <span class="foreign">${shown}${note && html` <code>${note}</code>`}</span>
            </label>
          `,
        )}
      </div>
    </fieldset>
  `
}

/** Names that are not to be changed here. */
export const Chips = ({ names, none }: { names: readonly string[]; none: string }): View =>
  names.length === 0
    ? html`<p class="small quiet">${none}</p>`
    : html`<ul class="chips">
        ${names.map((name) => html`<li class="chip foreign">${name}</li>`)}
      </ul>`

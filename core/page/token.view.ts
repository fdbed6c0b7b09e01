import { CLAIM_WORDS, HEADER_WORDS, type ClaimWords } from './claim-words.ts'
import { html, type View } from './html.ts'
import { agoText, dateText, spanText } from './time-text.ts'

export interface TokenProps {
  header: unknown
  claims: unknown
  /** The sandbox's time, milliseconds since 1970: for "expires in 12 s". */
  now?: number | undefined
  /** What stands where the signature would. */
  signature?: string
}

/** The three parts of a token. */
export const PARTS_SHOWN = {
  header: { label: 'Header', className: 'header-part' },
  payload: { label: 'Payload', className: 'payload-part' },
  signature: { label: 'Signature', className: 'signature-part' },
} as const

/** A token, decoded: for eyes, never for decisions. Each part has its colour and its name, each claim says what it means. */
export const Token = ({ header, claims, now, signature = NOT_SHOWN }: TokenProps): View => html`
  <div class="token">
    <${Part} part="header"><${Members} value=${header} words=${HEADER_WORDS} now=${now} /></${Part}>
    <${Part} part="payload"><${Members} value=${claims} words=${CLAIM_WORDS} now=${now} /></${Part}>
    <${Part} part="signature"><p class="foreign small quiet">${signature}</p></${Part}>
  </div>
`

const NOT_SHOWN = 'in no trace: whoever has it can use the token'

/** One part, under its name. */
export const Part = ({ part, children }: { part: keyof typeof PARTS_SHOWN; children?: unknown }): View => html`
  <section class=${`part ${PARTS_SHOWN[part].className}`}>
    <h3>${PARTS_SHOWN[part].label}</h3>
    ${children}
  </section>
`

interface MembersProps {
  value: unknown
  words: Readonly<Record<string, ClaimWords>>
  now?: number | undefined
}

/** Longer lists are cut: a token may hold thousands. */
const MOST_MEMBERS = 100

/** Letters: a longer name has a line of its own above its value. */
const ROOM_FOR_NAME = 20

/** The members of an object, each with what it means; what is no object stands there as it is. */
export function Members({ value, words, now }: MembersProps): View {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return html`<${Value} value=${value} />`
  const members = Object.entries(value)
  if (members.length === 0)
    return html`<p class="quiet small">${words === HEADER_WORDS ? 'an empty object' : 'no claims'}</p>`
  const shown = members.slice(0, MOST_MEMBERS)
  return html`
    <dl class="members">
      ${shown.map(([name, member]) => {
        const known = Object.hasOwn(words, name) ? words[name] : undefined
        return html`
          <div class=${name.length > ROOM_FOR_NAME ? 'long-name' : undefined}>
            <dt><code class="foreign">${name}</code></dt>
            <dd>
              <${Value} value=${member} />
              <${Meaning} words=${known} value=${member} now=${now} />
            </dd>
          </div>
        `
      })}
    </dl>
    ${members.length > shown.length && html`<p class="quiet small">and ${members.length - shown.length} more</p>`}
  `
}

const Value = ({ value }: { value: unknown }): View => html`
  <code class="foreign value">${typeof value === 'string' ? value : JSON.stringify(value)}</code>
`

function Meaning({
  words,
  value,
  now,
}: {
  words: ClaimWords | undefined
  value: unknown
  now?: number | undefined
}): View | undefined {
  if (!words) return undefined
  const when = words.isTime && typeof value === 'number' ? momentText(value * 1000, now) : undefined
  return html`<span class="meaning"
    >${when && html`<strong>${when}</strong> · `}${words.means} <span class="section">${words.section}</span></span
  >`
}

/** A moment for people: when, and how far that is from now. */
export function momentText(at: number, now: number | undefined): string {
  if (now === undefined) return dateText(at)
  const distance = at > now ? `in ${spanText(at - now)}` : agoText(now - at)
  return `${dateText(at)}, ${distance}`
}

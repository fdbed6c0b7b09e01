import { html, type View } from './html.ts'
import { placeOnLine, type KeyOnLine, type LineMark, type LineMarkKind, type PeopleKeyLine } from './key-places.ts'
import { dateText } from './time-text.ts'

/** Keys of people on their time line. The table says the same in words. */
export const KeyDrawing = ({ line }: { line: PeopleKeyLine }): View => html`
  <section class="card key-drawing" aria-label="Time line">
    <${Axis} line=${line} />
    ${line.keys.map((key) => html`<${KeyRow} key=${key.kid} shown=${key} line=${line} />`)}
    <ul class="key-legend small quiet">
      <li><span class="swatch published"></span>published, does not sign</li>
      <li><span class="swatch signs"></span>signs</li>
      <li><span class="swatch kept"></span>its tokens live</li>
    </ul>
  </section>
`

/** What a key is doing. */
export const KEY_STATE_WORDS: Record<KeyOnLine['state'], string> = {
  'to come': 'to come',
  prepared: 'published',
  active: 'signs',
  retired: 'its tokens live',
  revoked: 'taken out',
}

/** The order is that from top to bottom: each has a line of its own, so that none is written over another. */
const MARKS: Record<LineMarkKind, { sign: string; words: string }> = {
  publish: { sign: 'T − 2D', words: 'the next key is published' },
  activate: { sign: 'T − D', words: 'the next key signs' },
  drop: { sign: 'T', words: 'the old key is dropped' },
  exp: { sign: 'exp', words: 'whoever checks asks again' },
  now: { sign: 'now', words: '' },
}
const MARK_ORDER = Object.keys(MARKS) as LineMarkKind[] // its keys are the kinds

/** Of the drawing. Pixels. */
const MARK_HEIGHT = 22
const ROW = { height: 40, bar: 20 }

/** The lines first: words stand on them. */
const Axis = ({ line }: { line: PeopleKeyLine }): View => html`
  <svg class="key-axis" width="100%" height=${MARK_HEIGHT * MARK_ORDER.length} aria-hidden="true">
    ${line.marks.map(({ kind, at }) => html`<${MarkLine} kind=${kind} place=${placeOnLine(line, at)} from=${topOf(kind) + 3} />`)}
    ${line.marks.map((mark) => html`<${MarkWords} mark=${mark} line=${line} />`)}
  </svg>
`

const topOf = (kind: LineMarkKind) => MARK_ORDER.indexOf(kind) * MARK_HEIGHT

const MarkLine = ({ kind, place, from }: { kind: LineMarkKind; place: number; from: number }): View =>
  html`<line class=${`mark-${kind}`} x1=${`${place}%`} x2=${`${place}%`} y1=${from} y2="100%" />`

/** Of a hundred: from here on the words stand at the left of their line. */
const NO_ROOM_AT_RIGHT = 68

function MarkWords({ mark: { kind, at }, line }: { mark: LineMark; line: PeopleKeyLine }): View {
  const place = placeOnLine(line, at)
  const isAtRight = place > NO_ROOM_AT_RIGHT
  const { sign, words } = MARKS[kind]
  return html`
    <svg class=${`mark-${kind}`} x=${`${place}%`} y=${topOf(kind)} overflow="visible">
      <text x=${isAtRight ? -6 : 6} y="15" text-anchor=${isAtRight ? 'end' : 'start'}>
        <tspan class="sign">${sign}</tspan>
        ${` ${momentOnLine(at, line)}`}
        <tspan class="mark-words">${` ${words}`}</tspan>
      </text>
    </svg>
  `
}

const KeyRow = ({ shown, line }: { shown: KeyOnLine; line: PeopleKeyLine }): View => {
  const { kid, state, published, signs, gone } = shown
  const bar = (name: string, from: number, to: number) =>
    html`<${Bar} name=${`${name} ${state === 'to come' ? 'planned' : ''}`} from=${from} to=${to} line=${line} />`
  return html`
    <div class="key-on-line">
      <p class="small">
        <strong>${KEY_STATE_WORDS[state]}</strong>${' '}<code class="foreign quiet"
          >${kid === undefined ? '' : shortKid(kid)}</code
        >
      </p>
      <svg width="100%" height=${ROW.height} aria-hidden="true">
        ${line.marks.map(({ kind, at }) => html`<${MarkLine} kind=${kind} place=${placeOnLine(line, at)} from=${0} />`)}
        ${bar('published', published, signs?.from ?? gone)} ${signs && bar('signs', signs.from, signs.to)}
        ${signs && bar('kept', signs.to, gone)}
      </svg>
    </div>
  `
}

interface BarProps {
  name: string
  from: number
  to: number
  line: PeopleKeyLine
}

function Bar({ name, from, to, line }: BarProps): View | undefined {
  const [start, end] = [placeOnLine(line, from), placeOnLine(line, to)]
  if (end <= start) return undefined
  return html`<rect
    class=${name}
    x=${`${start}%`}
    y=${(ROW.height - ROW.bar) / 2}
    width=${`${end - start}%`}
    height=${ROW.bar}
  />`
}

/** A key id is a thumbprint: its first letters tell it from others. */
const shortKid = (kid: string) => (kid.length > 12 ? `${kid.slice(0, 12)}…` : kid)

const DAY = 86_400_000

/** On a line of some days the date counts, on a short one the seconds. */
function momentOnLine(at: number, { from, to }: PeopleKeyLine): string {
  const text = dateText(at)
  return to - from > DAY ? text.slice(5, 16) : to - from > 600_000 ? text.slice(11, 16) : text.slice(11)
}

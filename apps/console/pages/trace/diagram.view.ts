import { OUTCOME_MARKS, type MarkName } from '#core/page/mark.view'
import { html, type View } from '#core/page/html'
import { titleOf, type Step } from '#core/trace/step'
import { goingOn } from '../../plays/verdict-words.ts'
import { shortLabel } from './short-label.ts'
import type { SequenceRow } from './sequence.ts'

export interface DiagramProps {
  participants: readonly string[]
  rows: readonly SequenceRow[]
  /** The number of the step that is looked at. */
  chosen: number
  zoom: number
  label: string
  /** Where another one stands beside it: its rows have the places of their counterparts, and nothing is made smaller to fit. */
  isBeside?: boolean
  onChoose?: ((number: number) => void) | undefined
}

const COLUMN = 184
const ROW = 46
const HEAD = 58
const MARGIN = 74
const EDGE = 122
/** How large one of two is: its letters are of 12 units. */
const BESIDE = 0.8
/** Beside the last line, for what stands there: with many lines less, or all letters would be small. */
const TAIL = 270
const TAIL_OF_MANY = 190
const MANY = 4
/** Of two there is less room: the last one's words stand before its line, as long ones always do. */
const SHORT_TAIL = 150

/** The steps of a play from top to bottom, between those who take part: each is one that was recorded, and none is made up. */
export function Diagram({ participants, rows, chosen, zoom, label, isBeside = false, onChoose }: DiagramProps): View {
  const width = EDGE + MARGIN + COLUMN * Math.max(participants.length - 1, 0) + tailOf(participants.length, isBeside)
  const height = ROW * (rows.at(-1)?.place ?? rows.length) + 20
  const isFit = zoom === 1 && !isBeside
  const scale = isBeside ? zoom * BESIDE : zoom
  return html`
    <div class="diagram-frame">
      <svg
        class=${`diagram-head${isFit ? ' fit' : ''}`}
        viewBox=${`0 0 ${width} ${HEAD}`}
        width=${Math.round(width * scale)}
        height=${Math.round(HEAD * scale)}
        aria-hidden="true"
      >
        ${participants.map((name, index) => html`<${Participant} name=${name} x=${xOf(index)} />`)}
      </svg>
      <svg
        class=${`diagram${isFit ? ' fit' : ''}`}
        viewBox=${`0 0 ${width} ${height}`}
        width=${Math.round(width * scale)}
        height=${Math.round(height * scale)}
        role="listbox"
        aria-label=${label}
      >
        ${participants.map((_name, index) => html`<line class="lifeline" x1=${xOf(index)} y1="0" x2=${xOf(index)} y2=${height - 8} />`)}
        ${rows.map((row) => html`<${Row} row=${row} isChosen=${row.number === chosen} onChoose=${onChoose} width=${width} />`)}
      </svg>
    </div>
  `
}

const tailOf = (lines: number, isBeside: boolean) => (isBeside ? SHORT_TAIL : lines < MANY ? TAIL : TAIL_OF_MANY)

const xOf = (column: number) => EDGE + MARGIN + COLUMN * column

const Participant = ({ name, x }: { name: string; x: number }): View => html`
  <g class="participant">
    <line x1=${x} y1="46" x2=${x} y2=${HEAD} />
    <rect x=${x - 70} y="8" width="140" height="36" rx="5" />
    <text class=${titleOf(name).length > 14 ? 'long' : ''} x=${x} y="32" text-anchor="middle"
      >${cut(titleOf(name), 132, SMALL_LETTER)}</text
    >
  </g>
`

interface RowProps {
  row: SequenceRow
  isChosen: boolean
  width: number
  onChoose?: ((number: number) => void) | undefined
}

function Row({ row, isChosen, width, onChoose }: RowProps): View {
  const { step, number, to, differs } = row
  const y = ROW * ((row.place ?? number) - 1) + ROW / 2
  const outcome = rowMark(step)
  const classes = ['row', outcome ?? '', isChosen ? 'chosen' : '', differs ? 'differs' : ''].filter(Boolean).join(' ')
  const choose = () => onChoose?.(number)
  return html`
    <g
      class=${classes}
      transform=${`translate(0 ${y})`}
      role="option"
      id=${`step-${number}`}
      tabindex=${isChosen ? 0 : -1}
      aria-selected=${isChosen}
      onClick=${choose}
    >
      <title>${`Step ${number}: ${step.sentence}${differs ? ' It differs from the play beside it.' : ''}`}</title>
      <rect class="ground" x="2" y=${-ROW / 2 + 1} width=${width - 4} height=${ROW - 2} rx="4" />
      <text class="number" x="40" y="5" text-anchor="end">${number}</text>
      <text class="time" x="112" y="5" text-anchor="end">${step.ms.toFixed(1)} ms</text>
      ${differs && html`<text class="difference" x="14" y="6" text-anchor="middle">≠</text>`}
      ${to === undefined ? html`<${Note} row=${row} outcome=${outcome} width=${width} />` : html`<${Arrow} row=${row} to=${to} />`}
    </g>
  `
}

/** What a step came to, where it came to anything. */
export function rowMark({ verb, checks }: Step): MarkName | undefined {
  if (verb === 'refuses') return 'refused'
  if (verb === 'fails') return 'cannot-decide'
  if (verb === 'believes') return 'good'
  return checks?.some(({ outcome }) => outcome === 'failed') ? 'refused' : undefined
}

function Arrow({ row: { step, from }, to }: { row: SequenceRow; to: number }): View {
  const [start, end] = [xOf(from), xOf(to)]
  const tip = end > start ? -1 : 1
  const room = Math.abs(end - start) - 20
  return html`
    <g class="arrow">
      <line x1=${start} y1="8" x2=${end} y2="8" />
      <path d=${`M${end} 8 l${10 * tip} -5 v10 Z`} />
      <text x=${(start + end) / 2} y="-1" text-anchor="middle">${cut(shortLabel(step), room)}</text>
      <circle cx=${start} cy="8" r="4" />
    </g>
  `
}

interface NoteProps {
  row: SequenceRow
  outcome?: MarkName | undefined
  width: number
}

/** Its words have the whole row: after the line where they fit there, before it where more of them do. */
function Note({ row: { step, from }, outcome, width }: NoteProps): View {
  const x = xOf(from)
  const letter = outcome === undefined ? LETTER : BOLD_LETTER
  const words = noteOf(step)
  const [before, after] = [x - EDGE - 20, width - x - 28]
  const isBefore = words.length * letter > after && before > after
  return html`
    <g class="note">
      ${
        outcome === undefined
          ? html`<circle cx=${x} cy="0" r="5" />`
          : html`<circle class="sign" cx=${x} cy="0" r="11" /><text class="sign" x=${x} y="5" text-anchor="middle"
                >${OUTCOME_MARKS[outcome].sign}</text
              >`
      }
      <text x=${isBefore ? x - 20 : x + 20} y="5" text-anchor=${isBefore ? 'end' : 'start'}
        >${cut(words, isBefore ? before : after, letter)}</text
      >
    </g>
  `
}

/** A few words for the drawing; the whole sentence stands beside it. */
export function noteOf({ verb, what, reason, checks = [] }: Step): string {
  const failed = checks.find(({ outcome }) => outcome === 'failed')
  if (verb === 'checks')
    return failed ? `check "${failed.check}" failed` : `${checks.length} ${checks.length === 1 ? 'check' : 'checks'}`
  if (verb === 'refuses') return `refuses: ${reason === undefined ? what : goingOn(reason)}`
  return `${verb.replaceAll('-', ' ')} ${what}`
}

/** Of letters of 15 units, about; and of bold ones. */
const LETTER = 7.6
const BOLD_LETTER = 9
/** Of bold ones of 12 units. */
const SMALL_LETTER = 7

function cut(text: string, room: number, letter = LETTER): string {
  const most = Math.max(8, Math.floor(room / letter))
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

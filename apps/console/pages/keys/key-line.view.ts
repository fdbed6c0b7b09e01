import { html, type View } from '#core/page/html'
import type { KeyLife } from '#core/rings/ring-life'
import { placeIn, spansOf, ticksIn, type KeySpan, type TimeWindow } from './time-line.ts'
import { whenText } from './key-words.ts'

/** Of the drawing of one key. Pixels. */
const LINE = { height: 48, bar: 24 }
const TOP = (LINE.height - LINE.bar) / 2

/** A part that is narrower has no words in it. Of a hundred. */
const ROOM_FOR_WORDS: Record<KeySpan['state'], number> = { prepared: 12, active: 8, retired: 22 }

export interface KeyLineProps {
  life: KeyLife
  seen: TimeWindow
  now: number
  /** When two keys of the ring are believed beside each other. */
  overlaps: readonly TimeWindow[]
}

/** What stands behind every key: what is ahead, the overlaps of the ring, round times, and now. */
const Ground = ({ seen, now, overlaps }: Omit<KeyLineProps, 'life'>): View => html`
  <g>
    <${Block} name="ahead" seen=${seen} from=${now} to=${Infinity} y="0" height="100%" />
    ${overlaps.map(
      ({ from, to }) => html`<${Block} name="overlap" seen=${seen} from=${from} to=${to} y="0" height="100%" />`,
    )}
    ${ticksIn(seen).map((time) => html`<${Upright} name="tick" seen=${seen} time=${time} />`)}
  </g>
`

/** One key: the list beside it says the same in words. */
export const KeyLine = ({ life, seen, now, overlaps }: KeyLineProps): View => html`
  <svg class="key-line" width="100%" height=${LINE.height} aria-hidden="true">
    <${Ground} seen=${seen} now=${now} overlaps=${overlaps} />
    ${spansOf(life).map((span) => html`<${SpanBar} span=${span} seen=${seen} now=${now} />`)}
    ${life.state === 'revoked' && html`<${Cross} seen=${seen} time=${life.since} />`}
    <${Upright} name="now" seen=${seen} time=${now} />
  </svg>
`

const WORDS_OF_SPANS: Record<KeySpan['state'], string> = {
  prepared: 'published',
  active: 'signs',
  retired: 'overlap: its tokens live',
}

/** What has been is filled; what is to come is paler. */
function SpanBar({ span, seen, now }: { span: KeySpan; seen: TimeWindow; now: number }): View {
  const { state, from, to = Infinity } = span
  const bar = { seen, y: TOP, height: LINE.bar }
  const past = { from, to: Math.min(to, now) }
  const ahead = { from: Math.max(from, now), to }
  const roomy = [past, ahead].find((part) => widthOf(part, seen) >= ROOM_FOR_WORDS[state])
  return html`
    <g>
      ${from < now && html`<${Block} name=${`span ${state}`} ...${bar} ...${past} />`}
      ${to > now && html`<${Block} name=${`span ${state} planned`} ...${bar} ...${ahead} />`}
      ${
        roomy &&
        html`<svg x=${`${clamped(placeIn(seen, roomy.from))}%`} width=${`${widthOf(roomy, seen)}%`} height="100%">
          <text class=${`words ${state}${roomy === ahead ? ' planned' : ''}`} x="8" y=${LINE.height / 2 + 5}>
            ${WORDS_OF_SPANS[state]}
          </text>
        </svg>`
      }
    </g>
  `
}

const widthOf = ({ from, to }: TimeWindow, seen: TimeWindow) =>
  clamped(placeIn(seen, to)) - clamped(placeIn(seen, from))

interface BlockProps {
  name: string
  seen: TimeWindow
  from: number
  to: number
  y: number | string
  height: number | string
}

/** What is too short to be seen is a line all the same. */
function Block({ name, seen, from, to, y, height }: BlockProps): View | undefined {
  const [start, end] = [clamped(placeIn(seen, from)), clamped(placeIn(seen, to))]
  if (end <= 0 || start >= 100) return undefined
  const width = Math.max(end - start, 0.3)
  return html`<rect class=${name} x=${`${start}%`} y=${y} width=${`${width}%`} height=${height} />`
}

const clamped = (place: number) => Math.min(100, Math.max(0, place))

function Upright({ name, seen, time }: { name: string; seen: TimeWindow; time: number }): View | undefined {
  const place = placeIn(seen, time)
  if (place < 0 || place > 100) return undefined
  return html`<line class=${name} x1=${`${place}%`} x2=${`${place}%`} y1="0" y2="100%" />`
}

function Cross({ seen, time }: { seen: TimeWindow; time: number }): View | undefined {
  const place = placeIn(seen, time)
  if (place < 0 || place > 100) return undefined
  return html`<svg x=${`${place}%`} y="50%" overflow="visible"><path class="cross" d="M-8-8 8 8M8-8-8 8" /></svg>`
}

/** Round times, and now, above all rings. */
export const TimeAxis = ({ seen, now }: { seen: TimeWindow; now: number }): View => html`
  <svg class="axis" width="100%" height="34" aria-hidden="true">
    ${ticksIn(seen)
      .filter((time) => hasRoom(placeIn(seen, time), placeIn(seen, now)))
      .map(
        (time) => html`
          <g class=${isNearOnPhones(placeIn(seen, time), placeIn(seen, now)) ? 'near' : undefined}>
            <text class="time" x=${`${placeIn(seen, time)}%`} y="16" text-anchor="middle"
              >${tickText(time, now, seen)}</text
            >
            <line class="tick" x1=${`${placeIn(seen, time)}%`} x2=${`${placeIn(seen, time)}%`} y1="24" y2="34" />
          </g>
        `,
      )}
    <text class="now-word" x=${`${placeIn(seen, now)}%`} y="16" text-anchor="middle">now ${whenText(now, now)}</text>
    <line class="now" x1=${`${placeIn(seen, now)}%`} x2=${`${placeIn(seen, now)}%`} y1="22" y2="34" />
  </svg>
`

/** Of a hundred: a time that stands so near would be written over now, or be cut at the edge. */
const NEAR_NOW = 11
const NEAR_EDGE = 4
const NEAR_NOW_ON_PHONES = 28

const hasRoom = (place: number, now: number) =>
  Math.abs(place - now) > NEAR_NOW && place > NEAR_EDGE && place < 100 - NEAR_EDGE

const isNearOnPhones = (place: number, now: number) => Math.abs(place - now) < NEAR_NOW_ON_PHONES

const DAY = 86_400_000

function tickText(time: number, now: number, { from, to }: TimeWindow): string {
  const text = whenText(time, now)
  if (to - from > 3 * DAY) return text.slice(0, 5)
  return text.replace(/:\d\d$/, '')
}

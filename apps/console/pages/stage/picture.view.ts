import { html, type View } from '#core/page/html'
import { titleOf } from '#core/trace/step'
import type { ProcessState } from '../../live/process-state.ts'
import { BADGE, placeBadges, shownNumbers, type LineEnds } from './badges.ts'
import { BOX, lineBetween, PICTURE, placeBoxes, pointAt, type Box, type Point } from './layout.ts'
import type { Trip } from './trips.ts'
import { TokenSign } from './token-sign.view.ts'

export interface PictureProps {
  house: readonly ProcessState[]
  caller: string
  callees: readonly string[]
  /** Who calls whom. */
  calls: Readonly<Record<string, readonly string[]>>
  /** All trips of the play: numbers have their places from the beginning. */
  trips: readonly Trip[]
  /** The step that is told, counted from 0; -1 before the first. */
  at: number
  /** Who refused, once that is told. */
  refusedBy?: string | undefined
  cannotDecideBy?: string | undefined
  /** Where what travels is at the moment, if anything does. */
  travels?: { trip: Trip; part: number } | undefined
}

/** Who is there, who calls whom over TLS, and what has gone along these lines until now. */
export function Picture(props: PictureProps): View {
  const { house, caller, callees, calls, trips, at, travels } = props
  const cast = new Set(['jwt-factory', caller, ...callees])
  const boxes = placeBoxes(
    house.map(({ name }) => name),
    caller,
  )
  const boxOf = (name: string) => boxes.find((box) => box.name === name)
  const pairs = boxes.flatMap((from) =>
    (calls[from.name] ?? []).flatMap((name) => {
      const to = boxOf(name)
      const all = new Set(trips.flatMap((trip) => (isAlong(trip, from.name, name) ? [trip.step] : [])))
      return to && cast.has(from.name) && cast.has(name) ? [{ line: lineBetween(from, to), steps: [...all] }] : []
    }),
  )
  const places = placeBadges(
    pairs.map(({ line, steps }) => ({ line, count: signsOf(shownNumbers(steps)) })),
    boxes,
  )
  return html`
    <svg
      class="picture"
      viewBox=${`0 0 ${PICTURE.width} ${PICTURE.height}`}
      role="img"
      aria-label=${labelOf(props)}
      preserveAspectRatio="xMidYMid meet"
    >
      ${pairs.map((pair, index) => html`<${Line} ...${pair} place=${places[index]} at=${at} />`)}
      ${house.map((state) => {
        const box = boxOf(state.name)
        return box && html`<${Party} ...${props} state=${state} box=${box} isInCast=${cast.has(state.name)} />`
      })}
      ${travels && html`<${Traveller} ...${travels} boxOf=${boxOf} />`}
    </svg>
  `
}

const labelOf = ({ caller, callees, refusedBy }: PictureProps) =>
  `${titleOf(caller)} calls ${callees.map(titleOf).join(' and ')}${refusedBy ? `; ${titleOf(refusedBy)} has refused the token` : ''}`

interface LineProps {
  line: LineEnds
  /** Those that go along it. */
  steps: readonly number[]
  /** Where their numbers stand. */
  place: Point
  at: number
}

/** One more for those that are left out. */
const signsOf = ({ leftOut, shown }: ReturnType<typeof shownNumbers>) => shown.length + Math.min(leftOut, 1)

/** A line, with the numbers of the steps that have gone along it. */
function Line({ line, steps, place, at }: LineProps): View {
  const { leftOut, shown } = shownNumbers(steps.filter((step) => step <= at))
  const width = BADGE * signsOf({ leftOut, shown })
  const xOfSign = (index: number) => (index + 0.5) * BADGE - width / 2
  return html`
    <g class=${`hop${shown.length > 0 ? ' used' : ''}${shown.includes(at) ? ' now' : ''}`}>
      <line x1=${line.start.x} y1=${line.start.y} x2=${line.end.x} y2=${line.end.y} />
      <g transform=${`translate(${place.x} ${place.y})`}>
        ${shown.length === 0 && html`<${Lock} />`}
        ${leftOut > 0 && html`<${NumberSign} x=${xOfSign(0)} text=${`+${leftOut}`} />`}
        ${shown.map(
          (step, index) =>
            html`<${NumberSign} x=${xOfSign(index + Math.min(leftOut, 1))} text=${step + 1} isNow=${step === at} />`,
        )}
      </g>
    </g>
  `
}

const NumberSign = ({ x, text, isNow = false }: { x: number; text: string | number; isNow?: boolean }): View => html`
  <g class=${`number${isNow ? ' now' : ''}`} transform=${`translate(${x} 0)`}>
    <circle r="12" /><text y="5" text-anchor="middle">${text}</text>
  </g>
`

/** A way back has the number of what called. */
const isAlong = ({ from, to, isBack }: Trip, a: string, b: string) =>
  !isBack && ((from === a && to === b) || (from === b && to === a))

const Lock = (): View => html`
  <g class="lock"
    ><rect x="-7" y="-3" width="14" height="10" rx="2" /><path d="M-4-3v-3a4 4 0 0 1 8 0v3" /><title>TLS</title></g
  >
`

interface PartyProps extends PictureProps {
  state: ProcessState
  box: Box
  isInCast: boolean
}

const STATUS_WORDS: Record<ProcessState['status'], string> = {
  unknown: 'looking for it …',
  up: 'up',
  down: 'down',
  untold: 'up, tells nothing',
}

function Party({ state: { name, status, set }, box, isInCast, refusedBy, cannotDecideBy }: PartyProps): View {
  const mark = refusedBy === name ? 'refused' : cannotDecideBy === name ? 'cannot-decide' : undefined
  const classes = ['party', status, isInCast ? '' : 'aside', mark ?? ''].filter(Boolean).join(' ')
  const more = set.length > 0 ? ` · ${set.length} set` : ''
  return html`
    <g class=${classes} transform=${`translate(${box.x} ${box.y})`}>
      <rect width=${BOX.width} height=${BOX.height} rx="6" />
      <text class="name" x=${BOX.width / 2} y="31" text-anchor="middle">${titleOf(name)}</text>
      <text class="state" x=${BOX.width / 2} y="54" text-anchor="middle">${STATUS_WORDS[status]}${more}</text>
      ${
        mark &&
        html`
          <g class="stop" transform=${`translate(${BOX.width - 2} 6)`}>
            <circle r="16" />
            ${
              mark === 'refused'
                ? html`<path d="M-6-6 6 6M6-6-6 6" />`
                : html`<text y="7" text-anchor="middle">?</text>`
            }
          </g>
        `
      }
    </g>
  `
}

interface TravellerProps {
  trip: Trip
  part: number
  boxOf: (name: string) => Box | undefined
}

/** The token itself, in its three parts; a question is a dot. */
function Traveller({ trip, part, boxOf }: TravellerProps): View | undefined {
  const [from, to] = [boxOf(trip.from), boxOf(trip.to)]
  if (!from || !to) return undefined
  const { x, y } = pointAt(lineBetween(from, to), part)
  return html`<g class="traveller" transform=${`translate(${x} ${y})`}>
    ${trip.carries === 'token' ? html`<${TokenSign} />` : html`<circle r="9" class=${trip.carries} />`}
  </g>`
}

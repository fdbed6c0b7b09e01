import { html, type View } from '#core/page/html'
import { titleOf } from '#core/trace/step'
import type { ProcessState } from '../../live/process-state.ts'
import { BOX, lineBetween, PICTURE, placeBoxes, pointAt, type Box } from './layout.ts'
import type { Trip } from './trips.ts'
import { TokenSign } from './token-sign.view.ts'

export interface PictureProps {
  house: readonly ProcessState[]
  caller: string
  callees: readonly string[]
  /** Who calls whom. */
  calls: Readonly<Record<string, readonly string[]>>
  /** All trips until now. */
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
      return to && cast.has(from.name) && cast.has(name) ? [{ from, to }] : []
    }),
  )
  return html`
    <svg
      class="picture"
      viewBox=${`0 0 ${PICTURE.width} ${PICTURE.height}`}
      role="img"
      aria-label=${labelOf(props)}
      preserveAspectRatio="xMidYMid meet"
    >
      ${pairs.map((pair) => html`<${Line} ...${pair} trips=${trips} at=${at} />`)}
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

/** Where the numbers stand on a line: beside the middle, where lines cross. */
const BADGE = 0.4

interface LineProps {
  from: Box
  to: Box
  trips: readonly Trip[]
  at: number
}

/** A line, with the numbers of the steps that have gone along it. */
function Line({ from, to, trips, at }: LineProps): View {
  const line = lineBetween(from, to)
  const gone = trips.filter((trip) => !trip.isBack && isAlong(trip, from.name, to.name))
  const steps = [...new Set(gone.map(({ step }) => step))]
  const { x, y } = pointAt(line, BADGE)
  const isNow = steps.includes(at)
  const width = 26 * Math.max(steps.length, 1)
  return html`
    <g class=${`hop${gone.length > 0 ? ' used' : ''}${isNow ? ' now' : ''}`}>
      <line x1=${line.start.x} y1=${line.start.y} x2=${line.end.x} y2=${line.end.y} />
      <g transform=${`translate(${x} ${y})`}>
        ${
          steps.length === 0
            ? html`<${Lock} />`
            : steps.map(
                (step, index) => html`
                  <g
                    class=${`number${step === at ? ' now' : ''}`}
                    transform=${`translate(${index * 26 - width / 2 + 13} 0)`}
                  >
                    <circle r="12" /><text y="5" text-anchor="middle">${step + 1}</text>
                  </g>
                `,
              )
        }
      </g>
    </g>
  `
}

const isAlong = ({ from, to }: Pick<Trip, 'from' | 'to'>, a: string, b: string) =>
  (from === a && to === b) || (from === b && to === a)

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

import { html, type View } from '#core/page/html'
import { isOverTls, isParty, asFirstWord, titleOf } from '#core/trace/step'
import type { ProcessState } from '../../live/process-state.ts'
import { BADGE, shownNumbers } from './badges.ts'
import { lineBetween, pointAt, type Box, type PictureFrame } from './layout.ts'
import { Party } from './party.view.ts'
import { planPicture, signsOf, type PlannedLine } from './picture-plan.ts'
import type { Trip } from './trips.ts'
import { TokenSign } from './token-sign.view.ts'

export interface PictureProps {
  house: readonly ProcessState[]
  caller: string
  callees: readonly string[]
  /** Who calls whom, as the scenario says it. */
  hops: readonly (readonly [string, string])[]
  /** All trips of the play: numbers have their places from the beginning. */
  trips: readonly Trip[]
  /** The step that is told, counted from 0; -1 before the first. */
  at: number
  /** Who refused, once that is told. */
  refusedBy?: string | undefined
  cannotDecideBy?: string | undefined
  /** Who did not answer somebody: the line between them is cut. */
  silent?: { name: string; to: string } | undefined
  /** Where what travels is at the moment, if anything does. */
  travels?: { trip: Trip; part: number } | undefined
  frame: PictureFrame
}

/** Who is there, who calls whom over TLS, and what has gone along these lines until now. */
export function Picture(props: PictureProps): View {
  const { house, at, travels, frame, refusedBy, cannotDecideBy, silent } = props
  const { boxes, cast, lines } = planPicture({
    ...props,
    names: house.map(({ name }) => name).filter((name) => name !== HOST_OF_PARTIES),
  })
  const clocks = house.flatMap(({ clock }) => clock ?? [])
  const boxOf = (name: string) => boxes.find((box) => box.name === name)
  return html`
    <svg
      class=${`picture${frame.isNarrow ? ' narrow' : ''}`}
      viewBox=${`0 0 ${frame.width} ${frame.height}`}
      role="img"
      aria-label=${labelOf(props)}
      preserveAspectRatio="xMidYMid meet"
    >
      ${lines.map((line) => html`<${Line} ...${line} at=${at} isNarrow=${frame.isNarrow} isCut=${isBetween(line, silent)} />`)}
      ${boxes.map(
        (box) => html`
          <${Party}
            box=${box}
            state=${house.find(({ name }) => name === box.name) ?? (isParty(box.name) ? house.find(({ name }) => name === HOST_OF_PARTIES) : undefined)}
            clocks=${clocks}
            isInCast=${cast.has(box.name)}
            isSilent=${silent?.name === box.name}
            mark=${refusedBy === box.name ? 'refused' : cannotDecideBy === box.name ? 'cannot-decide' : undefined}
            isNarrow=${frame.isNarrow}
          />
        `,
      )}
      ${travels && html`<${Traveller} ...${travels} boxOf=${boxOf} />`}
    </svg>
  `
}

/** Signer and verifier share a process: theirs is its state, and it has no box of its own. */
const HOST_OF_PARTIES = 'neighbours'

const isBetween = ({ from, to }: PlannedLine, silent: PictureProps['silent']) =>
  silent !== undefined && [from, to].includes(silent.name) && [from, to].includes(silent.to)

const labelOf = ({ caller, callees, refusedBy, silent }: PictureProps) =>
  [
    `${titleOf(caller)} calls ${callees.map(titleOf).join(' and ')}`,
    refusedBy && `${asFirstWord(refusedBy)} has refused`,
    silent && `${asFirstWord(silent.name)} does not answer`,
  ]
    .filter(Boolean)
    .join('; ')

interface LineProps extends PlannedLine {
  at: number
  isNarrow: boolean
  /** Who was called did not answer. */
  isCut: boolean
}

/** A line, with the numbers of the steps that have gone along it. */
function Line({ from, to, line, steps, place, at, isNarrow, isCut }: LineProps): View {
  const { leftOut, shown } = shownNumbers(
    steps.filter((step) => step <= at),
    isNarrow,
  )
  const width = BADGE * signsOf({ leftOut, shown })
  const xOfSign = (index: number) => (index + 0.5) * BADGE - width / 2
  const cut = pointAt(line, 0.82)
  return html`
    <g
      class=${['hop', shown.length > 0 && 'used', shown.includes(at) && 'now', isCut && 'cut'].filter(Boolean).join(' ')}
    >
      <line x1=${line.start.x} y1=${line.start.y} x2=${line.end.x} y2=${line.end.y} />
      <g transform=${`translate(${place.x} ${place.y})`}>
        ${shown.length === 0 && isOverTls(from, to) && html`<${Lock} />`}
        ${leftOut > 0 && html`<${NumberSign} x=${xOfSign(0)} text=${`+${leftOut}`} />`}
        ${shown.map(
          (step, index) =>
            html`<${NumberSign} x=${xOfSign(index + Math.min(leftOut, 1))} text=${step + 1} isNow=${step === at} />`,
        )}
      </g>
      ${isCut && html`<path class="cross" transform=${`translate(${cut.x} ${cut.y})`} d="M-9-9 9 9M9-9-9 9" />`}
    </g>
  `
}

const NumberSign = ({ x, text, isNow = false }: { x: number; text: string | number; isNow?: boolean }): View => html`
  <g class=${`number${isNow ? ' now' : ''}`} transform=${`translate(${x} 0)`}>
    <circle r="12" /><text y="5" text-anchor="middle">${text}</text>
  </g>
`

const Lock = (): View => html`
  <g class="lock"
    ><rect x="-7" y="-3" width="14" height="10" rx="2" /><path d="M-4-3v-3a4 4 0 0 1 8 0v3" /><title>TLS</title></g
  >
`

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

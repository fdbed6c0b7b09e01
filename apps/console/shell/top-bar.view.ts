import { html, type View } from '#core/page/html'
import { ThemeSwitch } from '#core/page/layout.view'
import { clockText, timeOn } from '#core/page/time-text'
import { titleOf } from '#core/trace/step'
import { clockWords, doClocksAgree } from './clock-words.ts'
import type { HouseNow } from './console-state.ts'
import type { WorkshopTold } from '../workshop/workshop-state.ts'
import { settingsWords } from './set-words.ts'
import { TickNoteView, type TickNote } from './tick-note.view.ts'
import { WorkshopNow, WorkshopProgress } from './workshop-progress.view.ts'

export interface TopBarProps {
  house: HouseNow
  workshop: WorkshopTold
  /** The address of the page. */
  path: string
  /** Since the house was told, milliseconds. */
  later?: number
  /** The console itself has not answered for a moment. */
  isLost?: boolean
  /** What is said of that by whoever stands in front of it, such as the room of a workshop. */
  lostWords?: string | undefined
  /** A step that has just been ticked. */
  note?: TickNote | undefined
}

export const PAGES_OF_CONSOLE = [
  { path: '/', title: 'Stage' },
  { path: '/plays', title: 'Traces' },
  { path: '/bench', title: 'Token bench', short: 'Bench' },
  { path: '/judge', title: 'Judges' },
  { path: '/attacks', title: 'Attacks' },
  { path: '/keys', title: 'Keys' },
  { path: '/control', title: 'Control' },
  { path: '/clients', title: 'Clients' },
  { path: '/registry', title: 'Registry' },
  { path: '/mesh', title: 'Mesh' },
  { path: '/gateway', title: 'Gateway' },
  { path: '/relay', title: 'Relay' },
  { path: '/people', title: 'People' },
]

/**
 * What stands at the top of every page: where one can go, and what is set in the sandbox. On a phone that stands above the links: it is
 * there twice, and seen once, so that Tab and who listens to a page go as the eye does.
 */
export const TopBar = ({
  house,
  workshop,
  path,
  later = 0,
  isLost = false,
  lostWords,
  note,
}: TopBarProps): View => html`
  <${ThemeSwitch} where="without-room" />
  <${WhatIsSet} house=${house} later=${later} isLost=${isLost} where="without-room" />
  <${WorkshopProgress} told=${workshop} path=${path} where="without-room" />
  <nav aria-label="Pages">
    ${PAGES_OF_CONSOLE.map(
      (page) => html`
        <a href=${page.path} aria-current=${isAt(path, page.path) ? 'page' : undefined}
          ><span class=${page.short && 'with-room'}>${page.title}</span
          >${page.short && html`<span class="without-room">${page.short}</span>`}</a
        >
      `,
    )}
  </nav>
  <${WorkshopProgress} told=${workshop} path=${path} where="with-room" />
  <${WhatIsSet} house=${house} later=${later} isLost=${isLost} where="with-room" />
  <${ThemeSwitch} where="with-room" />
  <${WorkshopNow} told=${workshop} path=${path} />
  <${TickNoteView} note=${note} />
  ${lostWords !== undefined && html`<p class="tick-place card says refused foreign" role="alert">${lostWords}</p>`}
`

const isAt = (path: string, page: string) =>
  page === '/' ? path === '/' : path === page || path.startsWith(`${page}/`)

/** Letters, beside the clock. */
const ROOM_FOR_SET = 34

interface WhatIsSetProps extends Required<Pick<TopBarProps, 'house' | 'later' | 'isLost'>> {
  where: 'with-room' | 'without-room'
}

function WhatIsSet({ house: { processes }, later, isLost, where }: WhatIsSetProps): View {
  const clock = processes.find((process) => process.clock)?.clock
  const set = processes.flatMap(({ name, set: sentences }) => sentences.map((sentence) => `${name}: ${sentence}`))
  const down = processes.filter(({ status }) => status === 'down').map(({ name }) => titleOf(name))
  const clocks = clocksText(processes)
  const first = [down.length > 0 && `${down.length === 1 ? down[0] : down.length} down`, clocks].filter(Boolean)
  const settings = settingsWords(
    processes.flatMap(({ set: sentences }) => sentences),
    ROOM_FOR_SET - first.join().length,
  )
  const words = [...first, settings].filter(Boolean)
  const said = isLost ? 'the console does not answer' : words.join(' · ')
  return html`
    <a
      class=${`house ${where}${isLost || words.length > 0 ? ' notable' : ''}`}
      href="/control"
      title=${['The clock of the sandbox, UTC', ...set.slice(0, 8)].join('\n')}
    >
      <span class="mono">${clock ? clockText(timeOn(clock, later)) : '--:--:--'}</span>
      ${said ? html`<span class="set">${said}</span>` : html`<span class="unseen">nothing set</span>`}
    </a>
  `
}

/** How the clocks are moved, in a few words; nothing while none is. */
function clocksText(processes: HouseNow['processes']): string {
  const clocks = processes.flatMap(({ clock }) => clock ?? [])
  const moved = clocks.find(({ isMoved }) => isMoved)
  if (!moved) return ''
  return clocks.every((clock) => doClocksAgree(moved, clock)) ? `clock ${clockWords(moved)}` : 'clocks differ'
}

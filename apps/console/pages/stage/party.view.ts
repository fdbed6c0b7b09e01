import type { ClockState } from '#core/control/controlled-clock'
import { html, type View } from '#core/page/html'
import { titleOf } from '#core/trace/step'
import type { ProcessState } from '../../live/process-state.ts'
import { settingsWords } from '../../shell/set-words.ts'
import type { Box } from './layout.ts'
import { clockInBox, nameInBox, wordsInBox } from './party-words.ts'

export interface PartyProps {
  box: Box
  /** Absent where the console does not watch it. */
  state: ProcessState | undefined
  /** Of all processes. */
  clocks: readonly ClockState[]
  isInCast: boolean
  /** It was called, and did not answer. */
  isSilent: boolean
  mark: 'refused' | 'cannot-decide' | undefined
  isNarrow: boolean
}

/** What stands in a box that is up: only what is set, for that it is up goes without saying. */
const STATUS_WORDS: Record<ProcessState['status'], string> = {
  unknown: 'looking for it …',
  up: '',
  down: 'down',
  untold: 'tells nothing',
  yours: 'your own service',
}

/** One who has a part, or could have one: its name, and how it is where that is worth a word. */
export function Party({ box, state, clocks, isInCast, isSilent, mark, isNarrow }: PartyProps): View {
  const status = state?.status ?? 'up'
  const classes = ['party', status, !isInCast && 'aside', isSilent && 'silent', mark].filter(Boolean).join(' ')
  const clock = clockInBox(state?.clock, clocks)
  const words = [isSilent ? 'no answer' : STATUS_WORDS[status], clock, settingsWords(state?.set ?? [])]
    .filter(Boolean)
    .join(' · ')
  const middle = box.height / 2
  const title = titleOf(box.name)
  const isLong = title.length * (isNarrow ? 9 : 13) > box.width
  return html`
    <g class=${classes} transform=${`translate(${box.x} ${box.y})`}>
      ${(words || isLong) && html`<title>${[title, words, ...(state?.set ?? [])].filter(Boolean).join('\n')}</title>`}
      <rect width=${box.width} height=${box.height} rx="6" />
      <text
        class=${isLong ? 'name long' : 'name'}
        x=${box.width / 2}
        y=${words ? middle - 2 : middle + (isNarrow ? 5 : 7)}
        text-anchor="middle"
        >${isLong ? nameInBox(title, box.width, isNarrow) : title}</text
      >
      ${words && html`<text class="state" x=${box.width / 2} y=${middle + (isNarrow ? 15 : 21)} text-anchor="middle">${wordsInBox(words, box.width, isNarrow)}</text>`}
      ${mark && html`<${StopSign} mark=${mark} x=${box.width - 8} />`}
    </g>
  `
}

const StopSign = ({ mark, x }: { mark: 'refused' | 'cannot-decide'; x: number }): View => html`
  <g class="stop" transform=${`translate(${x} 4)`}>
    <circle r="16" />
    ${mark === 'refused' ? html`<path d="M-6-6 6 6M6-6-6 6" />` : html`<text y="7" text-anchor="middle">?</text>`}
  </g>
`

import { html, type View } from '#core/page/html'
import { clockText, timeOn } from '#core/page/time-text'
import type { HouseNow } from './console-state.ts'

export interface TopBarProps {
  house: HouseNow
  /** The address of the page. */
  path: string
  /** Since the house was told, milliseconds. */
  later?: number
  /** The console itself has not answered for a moment. */
  isLost?: boolean
}

const PAGES = [
  { path: '/', title: 'Stage' },
  { path: '/plays', title: 'Traces' },
]

/** What stands at the top of every page: where one can go, and what is set in the sandbox. */
export const TopBar = ({ house, path, later = 0, isLost = false }: TopBarProps): View => html`
  <nav aria-label="Pages">
    ${PAGES.map(
      (page) => html`<a href=${page.path} aria-current=${isAt(path, page.path) ? 'page' : undefined}>${page.title}</a>`,
    )}
  </nav>
  <${WhatIsSet} house=${house} later=${later} isLost=${isLost} />
`

const isAt = (path: string, page: string) =>
  page === '/' ? path === '/' : path === page || path.startsWith(`${page}/`)

function WhatIsSet({ house: { processes }, later, isLost }: Required<Omit<TopBarProps, 'path'>>): View {
  const clock = processes.find((process) => process.clock)?.clock
  const set = processes.flatMap(({ name, set: sentences }) => sentences.map((sentence) => `${name}: ${sentence}`))
  const down = processes.filter(({ status }) => status === 'down').length
  const words = isLost
    ? 'the console does not answer'
    : [down > 0 && `${down} down`, set.length > 0 ? `${set.length} set` : 'nothing set'].filter(Boolean).join(', ')
  return html`
    <a class=${`house${isLost || set.length > 0 || down > 0 ? ' notable' : ''}`} title=${set.slice(0, 8).join('\n')}>
      <span class="mono">${clock ? clockText(timeOn(clock, later)) : '--:--:--'}</span>
      <span>${words}</span>
    </a>
  `
}

import { render } from 'preact'
import { showResult } from '#core/page/browser/show-result.browser'
import { html } from '#core/page/html'
import type { ProcessOutcome, RingsNow } from '../../live/told.ts'
import { sayOne, sayOutcomes, type SaidLines } from '../../parts/outcome-lines.ts'
import { startPage } from '../../shell/live.browser.ts'
import { lookAgain } from '../../shell/look-again.browser.ts'
import { MOST_NEWS, newsBetween } from './key-news.ts'
import type { KeysActions, KeysState } from './keys-state.ts'
import { KeysView } from './keys.view.ts'
import { FEW_RINGS } from './ring-filter.ts'

/** The clock is drawn so often. Milliseconds. */
const DRAW_EVERY = 1000

const page = startPage<KeysState>(() => void rings.atOnce(), { play: () => rings.soon() }) // somebody has fetched keys in it
const main = document.querySelector('#main')
let state = page.state
let toldAt = performance.now()
let asked = 0

function draw(): void {
  const later = performance.now() - toldAt
  if (main) render(html`<${KeysView} state=${{ ...state, later }} house=${page.house()} actions=${actions} />`, main)
}

function become(change: Partial<KeysState>): void {
  state = { ...state, ...change }
  draw()
}

/** What was asked for last counts, in whatever order the answers come. */
const rings = lookAgain(async () => {
  const mine = ++asked
  const query = new URLSearchParams({ like: state.filter.like, most: String(state.filter.most) })
  const told = await page.ask<RingsNow>('GET', `/api/keys?${query}`)
  if (mine !== asked) return undefined
  toldAt = performance.now()
  const news = [...newsBetween(state.rings.holders, told.holders), ...state.news].slice(0, MOST_NEWS)
  become({ rings: told, news })
  return JSON.stringify(told, (name, value: unknown) => (isOfNow(name) ? undefined : value))
})

/** Clocks always go on. */
const isOfNow = (name: string) => name === 'now' || name === 'machineNow'

/** Does something, says what came of it, and looks at the keys again. */
async function act(waiting: string, doIt: () => Promise<SaidLines>): Promise<void> {
  become({ waiting, said: undefined })
  const said = await doIt().catch((error: unknown) =>
    sayOne(error instanceof Error ? error.message : String(error), true),
  )
  become({ waiting: undefined, said })
  await rings.atOnce()
  showResult('.said')
}

const everybody = () => page.house().processes.map(({ name }) => name)

const tell = (method: string, path: string, body: object) => async (): Promise<SaidLines> => {
  const to = everybody()
  const { outcomes } = await page.ask<{ outcomes: ProcessOutcome[] }>(method, path, { to, ...body })
  return sayOutcomes(outcomes, to.length)
}

const moveClock = (waiting: string, change: object) => void act(waiting, tell('PUT', '/api/control/clock', { change }))

const actions: KeysActions = {
  advance: (by) => moveClock('Time passes: what is due on the way happens first …', { advance: by }),
  freeze: (isFrozen) => moveClock(isFrozen ? 'Freezing …' : 'Letting it go on …', { freeze: isFrozen }),
  reset: () => void act('Putting everything back …', tell('POST', '/api/control/reset', {})),
  write: (by) => become({ by }),
  change: (change) =>
    void act('Changing keys …', async () =>
      sayOne((await page.ask<{ said: string }>('POST', '/api/keys', change)).said),
    ),
  filter(like) {
    become({ filter: { like, most: FEW_RINGS } })
    void rings.atOnce()
  },
  more() {
    become({ filter: { ...state.filter, most: state.filter.most + 2 * FEW_RINGS } })
    void rings.atOnce()
  },
  choose: (span) => become({ span }),
  open(ring) {
    const { opened } = state
    become({ opened: opened.includes(ring) ? opened.filter((each) => each !== ring) : [...opened, ring] })
  },
  closeSaid: () => become({ said: undefined }),
}

setInterval(() => void (document.hidden || draw()), DRAW_EVERY)
draw()

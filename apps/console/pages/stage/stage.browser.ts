import { render } from 'preact'
import { html } from '#core/page/html'
import { startPage } from '../../shell/live.browser.ts'
import type { ShownPlay } from '../../plays/kept-play.ts'
import { frameFor } from './layout.ts'
import { tripsOf, type Trip } from './trips.ts'
import type { StageActions, StageState } from './stage-state.ts'
import { StageView } from './stage.view.ts'
import { toggledQuery } from './toggled-query.ts'

/** How long something travels along a line, and how long a step is left to be read. Milliseconds. */
const TRAVEL = 700
const READ = 900

const page = startPage<StageState>(draw)
const main = document.querySelector('#main')
const isCalm = matchMedia('(prefers-reduced-motion: reduce)')
let state = page.state
let travelling = 0
/** The step to which something is on its way. */
let headingFor: number | undefined

function draw(): void {
  if (main) render(html`<${StageView} state=${state} house=${page.house()} actions=${actions} />`, main)
}

function become(change: Partial<StageState>): void {
  state = { ...state, ...change }
  draw()
}

const NOTHING_PLAYED = { play: undefined, at: -1, isRunning: false, travels: undefined, trouble: undefined, tokens: [] }

const actions: StageActions = {
  choose(chosen) {
    travelling++
    become({ ...NOTHING_PLAYED, chosen, query: {} })
    keepInAddress()
  },
  toggle(variant) {
    travelling++
    become({ ...NOTHING_PLAYED, query: toggledQuery(state.query, variant) })
    keepInAddress()
  },
  pointAt: (variant) => become({ pointedAt: variant?.label }),
  play: () => void play(),
  goTo: (step) => void goTo(step),
  run() {
    if (state.isRunning) return become({ isRunning: false })
    become({ isRunning: true })
    void goOn()
  },
  present() {
    become({ isPresenting: !state.isPresenting, isRunning: false })
    if (state.isPresenting && !state.play) void play()
  },
  showAllChecks: () => become({ showsAllChecks: !state.showsAllChecks }),
}

function keepInAddress(): void {
  history.replaceState(null, '', `?${new URLSearchParams({ scenario: String(state.chosen), ...state.query })}`)
}

async function play(): Promise<void> {
  const mine = ++travelling
  become({ ...NOTHING_PLAYED, isWaiting: true })
  try {
    const { chosen: scenario, query } = state
    const played = await page.ask<ShownPlay>('POST', '/api/plays', { scenario, query })
    if (mine !== travelling) return become({ isWaiting: false })
    become({ isWaiting: false, play: played, at: -1, isRunning: !state.isPresenting })
    if (played.hasTokens) void takeTokens(played)
    if (state.isPresenting) await goTo(0)
    else await goOn()
  } catch (error) {
    become({ isWaiting: false, trouble: error instanceof Error ? error.message : String(error) })
  }
}

async function takeTokens({ traceId }: ShownPlay): Promise<void> {
  const { tokens } = await page
    .ask<Pick<StageState, 'tokens'>>('GET', `/api/plays/${traceId}/tokens`)
    .catch(() => ({ tokens: [] }))
  if (state.play?.traceId === traceId) become({ tokens })
}

/** Step after step, until somebody stops it or it is over. */
async function goOn(): Promise<void> {
  while (state.isRunning && state.play && state.at < state.play.steps.length - 1) {
    if (!(await goTo(state.at + 1))) return
    if (state.play.steps[state.at]?.verb === 'refuses') break // here it stops: a person says whether it goes on
    await wait(READ)
  }
  if (state.isRunning) become({ isRunning: false })
}

/** @returns false when something else was done meanwhile */
async function goTo(step: number): Promise<boolean> {
  const mine = ++travelling
  const steps = state.play?.steps ?? []
  if (step < -1 || step >= steps.length) return false
  const isImpatient = headingFor === step // pressed again while it is on its way: it has come
  const trips = step === state.at + 1 && !isImpatient && !isCalm.matches ? (tripsOf(steps)[step] ?? []) : []
  headingFor = step
  for (const trip of trips) if (!(await travel(trip, mine))) return false
  headingFor = undefined
  become({ at: step, travels: undefined })
  return true
}

/** Draws what goes along a line on its way. */
function travel(trip: Trip, mine: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const begin = performance.now()
  const frame = (now: number) => {
    if (mine !== travelling) return resolve(false)
    const part = Math.min(1, (now - begin) / TRAVEL)
    become({ travels: { trip, part: part * part * (3 - 2 * part) } })
    if (part < 1) requestAnimationFrame(frame)
    else resolve(true)
  }
  requestAnimationFrame(frame)
  return promise
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** For whoever stands in front of a wall: a key for each step. */
const KEYS: Record<string, () => void> = {
  ArrowRight: () => void goTo(state.at + 1),
  PageDown: () => void goTo(state.at + 1),
  End: () => void goTo((state.play?.steps.length ?? 0) - 1),
  Home: () => void goTo(-1),
  ArrowLeft: () => void goTo(state.at - 1),
  PageUp: () => void goTo(state.at - 1),
  p: () => void play(),
  c: actions.showAllChecks,
}

document.addEventListener('keydown', (event) => {
  const { key, target, ctrlKey, metaKey, altKey } = event
  if (ctrlKey || metaKey || altKey || (target instanceof Element && target.closest('input, textarea, select'))) return
  if (key === 'Escape' && state.isPresenting) return actions.present()
  if (key === ' ' && state.isPresenting && !(target instanceof HTMLButtonElement)) {
    event.preventDefault()
    return void goTo(state.at + 1)
  }
  const act = KEYS[key]
  if (!act) return
  event.preventDefault()
  become({ isRunning: false })
  act()
})

/** The picture fills its place, whatever that is: on a phone it is another one. */
const isNarrow = matchMedia('(max-width: 900px)')
const place = new ResizeObserver(([seen]) => {
  if (seen) become({ frame: frameFor(seen.contentRect, isNarrow.matches) })
})

draw()
// In a list that is longer than the window, the scenario that is chosen is in view; the page itself stays where it is.
const list = document.querySelector('.scenarios')
const chosen = list?.querySelector('a[aria-current]')
if (list && chosen) {
  list.scrollTop += Math.max(0, chosen.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom)
}
// On a phone the switches are wider than it: the one that is on is in view.
document.querySelector('.switch[aria-checked="true"]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
const frame = document.querySelector('.picture-frame')
if (frame) place.observe(frame)

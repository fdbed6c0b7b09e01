import { render } from 'preact'
import { showResult } from '#core/page/browser/show-result.browser'
import { html } from '#core/page/html'
import type { ProcessOutcome, SeenNow } from '../../live/told.ts'
import { sayOne, sayOutcomes, type SaidLines } from '../../parts/outcome-lines.ts'
import { startPage } from '../../shell/live.browser.ts'
import { lookAgain } from '../../shell/look-again.browser.ts'
import type { ControlPageActions, ControlPageState } from './control-state.ts'
import { ControlView } from './control.view.ts'
import { draftFor, ruleOf, whoGets } from './fault-draft.ts'
import { sharedFaults } from './faults-part.view.ts'

/** The clocks are drawn so often. Milliseconds. */
const TICK_EVERY = 1000

const page = startPage<ControlPageState>(
  () => {
    heardAt = performance.now()
    isAllWanted = true
    void sandbox.atOnce()
  },
  { play: () => sandbox.soon() },
)
const main = document.querySelector('#main')
let state = page.state
let heardAt = performance.now()
let processLooks = 0
let requestLooks = 0
/** Something was told, or done: not only the requests are new. */
let isAllWanted = false

function draw(): void {
  const later = performance.now() - heardAt
  if (main) render(html`<${ControlView} state=${{ ...state, later }} house=${page.house()} actions=${actions} />`, main)
}

function become(change: Partial<ControlPageState>): void {
  state = { ...state, ...change }
  draw()
}

const trimmed = (name: string) => (state.draft[name] ?? '').trim()

/** Whether the processes can tell something new that the house does not: of faults, how often they were met. */
const hasCounts = () => state.processes.some(({ faults, why }) => faults.length > 0 || why !== undefined)

/** What was asked for last counts, in whatever order the answers come. */
const sandbox = lookAgain(async () => {
  const isAll = isAllWanted || hasCounts()
  isAllWanted = false
  await Promise.all([lookAtRequests(), isAll && lookAtProcesses()])
  return JSON.stringify([state.seen, state.processes])
})

async function lookAtProcesses(): Promise<void> {
  const mine = ++processLooks
  const { processes } = await page.ask<Pick<ControlPageState, 'processes'>>('GET', '/api/control')
  if (mine === processLooks) become({ processes })
}

async function lookAtRequests(): Promise<void> {
  const mine = ++requestLooks
  const on = trimmed('seenOn')
  const query = new URLSearchParams({ process: state.whom, on, from: trimmed('seenFrom'), trace: trimmed('seenTrace') })
  const seen = await page.ask<SeenNow>('GET', `/api/control/requests?${query}`)
  if (mine === requestLooks) become({ seen })
}

/** Who is told, and what. */
interface ControlOrderBody {
  to: string[]
  change?: object
  rule?: object
}

/** Tells something, says what came of it, and looks again. */
async function tell(waiting: string, method: string, path: string, body: ControlOrderBody): Promise<void> {
  become({ waiting, said: undefined })
  const said = await page.ask<{ outcomes: ProcessOutcome[] }>(method, path, body).then(
    ({ outcomes }): SaidLines => sayOutcomes(outcomes, page.house().processes.length),
    (error: unknown) => sayOne(error instanceof Error ? error.message : String(error), true),
  )
  become({ waiting: undefined, said })
  isAllWanted = true
  await sandbox.atOnce()
  showResult('.said')
}

const whom = () =>
  page
    .house()
    .processes.map(({ name }) => name as string)
    .filter((name) => state.whom === '' || name === state.whom)

const actions: ControlPageActions = {
  choose(chosen) {
    become({ whom: chosen })
    history.replaceState(undefined, '', chosen === '' ? location.pathname : `?process=${chosen}`)
    isAllWanted = true
    void sandbox.atOnce()
  },
  write(name, value) {
    become({ draft: { ...state.draft, [name]: value } })
    if (name.startsWith('seen')) void sandbox.atOnce()
  },
  moveClock: (change) =>
    void tell('Moving the clock: what is due on the way happens first …', 'PUT', '/api/control/clock', {
      to: whom(),
      change,
    }),
  reset: () => void tell('Putting everything back …', 'POST', '/api/control/reset', { to: whom() }),
  setFault() {
    const draft = draftFor(state.draft, state.processes, state.whom)
    const to = whoGets(draft, state.processes, state.whom)
    void tell('Setting the fault …', 'POST', '/api/control/faults', { to, rule: ruleOf(draft) })
  },
  setPreset: (preset) =>
    void tell('Setting the preset …', 'POST', '/api/control/faults', {
      to: ['jwt-factory'],
      rule: { preset, id: preset },
    }),
  removeFault(id) {
    const to = sharedFaults(state).flatMap((fault) => (fault.id === id ? fault.counts.map(({ name }) => name) : []))
    void tell('Taking it back …', 'DELETE', `/api/control/faults/${encodeURIComponent(id)}`, { to })
  },
  clearFaults: () => void tell('Taking all faults back …', 'DELETE', '/api/control/faults', { to: whom() }),
  clearRequests: () => void tell('Forgetting …', 'DELETE', '/api/control/requests', { to: whom() }),
  closeSaid: () => become({ said: undefined }),
}

setInterval(() => void (document.hidden || draw()), TICK_EVERY)
draw()

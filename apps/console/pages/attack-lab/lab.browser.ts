import { render } from 'preact'
import { showResult } from '#core/page/browser/show-result.browser'
import { html } from '#core/page/html'
import type { Beside } from '../../../probe/beside/beside.ts'
import { startPage } from '../../shell/live.browser.ts'
import type { FoundTarget, LabActions, LabMatrix, LabRun, LabState } from './lab-state.ts'
import { fieldsOfFound, targetOfCase, targetOrder } from './lab-words.ts'
import { LabView } from './lab.view.ts'

/** How often the console is asked how a run goes. Milliseconds. */
const LOOK_AGAIN = 700
/** The same of the matrix, which is long. Milliseconds. */
const LOOK_AT_MATRIX = 1200

const page = startPage<LabState>(() => undefined)
const main = document.querySelector('#main')
let { state } = page

function become(change: Partial<LabState>): void {
  state = { ...state, ...change }
  if (main) render(html`<${LabView} state=${state} actions=${actions} />`, main)
}

const troubleOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

const actions: LabActions = {
  choose: (target) => become({ target, opened: undefined, found: undefined, trouble: undefined }),
  write(field, value) {
    page.holdsWork()
    become({ own: { ...state.own, [field]: value } })
  },
  toggleKeys: () => become({ withKeys: !state.withKeys }),
  run: (only) => void run(only),
  stop: () =>
    void page.ask('DELETE', '/api/attacks/run').catch((error: unknown) => become({ trouble: troubleOf(error) })),
  open: (id) => void open(id),
  askMatrix: () => void askMatrix(),
  stopMatrix: () =>
    void page.ask('DELETE', '/api/attacks/matrix').catch((error: unknown) => become({ trouble: troubleOf(error) })),
  discover: () => void discover(),
}

async function run(only?: readonly string[]): Promise<void> {
  const { run: before } = state
  become({ waitsFor: 'run', trouble: undefined, run: undefined })
  try {
    const order = {
      target: targetOrder(state),
      ...(only && { only }),
      ...(state.withKeys && !only && { withKeys: true }),
    }
    become({ run: await page.ask<LabRun>('POST', '/api/attacks/run', order), waitsFor: undefined })
    void follow()
  } catch (error) {
    // Somebody else was faster: what goes on is shown, or else what was there before.
    const now = await page.ask<Partial<LabRun>>('GET', '/api/attacks/run').catch(() => undefined)
    const run = now?.id === undefined ? before : (now as LabRun) // whole, as the console tells it
    become({ trouble: troubleOf(error), waitsFor: undefined, run })
    void follow()
  }
  showResult('.lab-trouble, .lab-run')
}

let isFollowing = false

/** So often in a row nobody may answer before that is told; the page goes on asking. */
const SILENT_LOOKS = 4

const CONSOLE_AWAY = 'The console does not answer. The page goes on asking; the run may have ended with it.'
const RUN_FORGOTTEN = 'The console was started anew, and has forgotten the run.'

/** Results as they come, until it has ended; also those of a run that another page began. */
async function follow(): Promise<void> {
  if (isFollowing) return
  isFollowing = true
  let silent = 0
  while (state.run?.isGoing === true) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN))
    const { id, results } = state.run
    const told = await page
      .ask<LabRun | { id?: undefined }>('GET', `/api/attacks/run?of=${id}&after=${results.length}`)
      .catch(() => undefined)
    if (!told) {
      if (++silent === SILENT_LOOKS) become({ trouble: CONSOLE_AWAY })
      continue
    }
    if (silent >= SILENT_LOOKS) become({ trouble: undefined })
    silent = 0
    if (told.id === undefined) become({ run: undefined, trouble: RUN_FORGOTTEN })
    else become({ run: told.id === id && told.isGoing ? { ...told, results: [...results, ...told.results] } : told })
  }
  isFollowing = false
}

async function open(id: string): Promise<void> {
  if (state.opened?.id === id) return become({ opened: undefined })
  become({ opened: { id } })
  try {
    const beside = await page.ask<Beside[]>('POST', '/api/attacks/beside', { id, target: targetOfCase(id, state) })
    if (state.opened?.id === id) become({ opened: { id, beside } })
  } catch (error) {
    if (state.opened?.id === id) become({ opened: { id, trouble: troubleOf(error) } })
  }
}

async function discover(): Promise<void> {
  become({ waitsFor: 'discovery', trouble: undefined, found: undefined })
  const { url = '', audience, acceptedWhen, tokenIn, body } = targetOrder({ target: 'own', own: state.own })
  const order = { url, audience, acceptedWhen, tokenIn, body }
  try {
    const found = await page.ask<FoundTarget>('POST', '/api/attacks/discovery', order)
    become({ found, own: fieldsOfFound(state.own, found), waitsFor: undefined })
  } catch (error) {
    become({ trouble: troubleOf(error), waitsFor: undefined })
  }
  showResult('.lab-trouble, .lab-found')
}

async function askMatrix(): Promise<void> {
  become({ waitsFor: 'matrix', trouble: undefined })
  try {
    const made = page.ask('POST', '/api/attacks/matrix', {})
    made.catch(() => {}) // told below
    void followMatrix()
    await made
    become({ waitsFor: undefined })
  } catch (error) {
    become({ trouble: troubleOf(error), waitsFor: undefined })
  }
  await lookAtMatrix()
  showResult('.lab-trouble, #heat-map')
}

/** The last matrix, as the console tells it. */
async function lookAtMatrix(): Promise<void> {
  const told = await page.ask<Partial<LabMatrix>>('GET', '/api/attacks/matrix').catch(() => undefined)
  if (told?.isGoing !== undefined) become({ matrix: { ...state.matrix, words: '', isGoing: told.isGoing, ...told } })
}

/** What is known so far, until it is whole; also of one that another page has asked for. */
async function followMatrix(): Promise<void> {
  do {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AT_MATRIX))
    await lookAtMatrix()
  } while (state.matrix?.isGoing === true)
}

become({})
void follow()
void lookAtMatrix().then(() => (state.matrix?.isGoing === true ? followMatrix() : undefined))

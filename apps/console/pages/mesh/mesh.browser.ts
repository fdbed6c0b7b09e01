import { render } from 'preact'
import { showResult } from '#core/page/browser/show-result.browser'
import { html } from '#core/page/html'
import { startPage } from '../../shell/live.browser.ts'
import type { MeshActions, MeshDecided, MeshLook, MeshNow, MeshState } from './mesh-state.ts'
import { MeshView } from './mesh.view.ts'

/** How long somebody may go on typing before the policies are looked at. Milliseconds. */
const PAUSE = 300

const page = startPage<MeshState>(() => void askLive())
const main = document.querySelector('#main')
let state = page.state
let pause: ReturnType<typeof setTimeout> | undefined
let looks = 0
let questions = 0
let lives = 0

function become(change: Partial<MeshState>): void {
  state = { ...state, ...change }
  if (main) render(html`<${MeshView} state=${state} actions=${actions} />`, main)
}

const troubleOf = (error: unknown) => ({ trouble: error instanceof Error ? error.message : String(error) })

/** What was typed last counts, in whatever order the answers come. */
async function lookAgain(): Promise<void> {
  const mine = ++looks
  try {
    const look = await page.ask<MeshLook>('POST', '/api/mesh/look', { policies: state.policies })
    if (mine !== looks) return
    become({ look, trouble: undefined })
    const isGood = look.found.every(({ severity }) => severity !== 'error')
    if (state.isFollowing && isGood && state.live?.told?.policies !== state.policies) await enforce()
  } catch (error) {
    if (mine === looks) become(troubleOf(error))
  }
}

/** Somebody else may have set other policies. What is being set here comes with an answer of its own, and counts. */
async function askLive(): Promise<void> {
  if (state.isSetting) return
  const mine = ++lives
  try {
    const live = await page.ask<MeshNow>('GET', '/api/mesh/live')
    if (mine !== lives) return
    become({ live, ...(live.told?.mesh === 'walk' && { isFollowing: false }) })
  } catch {
    // The bar at the top says that the console does not answer.
  }
}

/** Tells the sidecars; what a decision says of the earlier ones is no longer true then. */
async function tell(change: Partial<MeshState>, method: 'PUT' | 'DELETE', body?: object): Promise<void> {
  const mine = ++lives
  become({ isSetting: true })
  try {
    const live = await page.ask<MeshNow>(method, '/api/mesh/live', body)
    if (mine === lives) become({ live, isSetting: false, trouble: undefined, decided: undefined, ...change })
  } catch (error) {
    if (mine !== lives) return
    become({ ...troubleOf(error), isSetting: false })
    await askLive()
  }
}

const enforce = () => tell({ isFollowing: true }, 'PUT', { policies: state.policies })

async function send(): Promise<void> {
  const mine = ++questions
  try {
    const body = { policies: state.policies, ...state.question }
    const decided = await page.ask<MeshDecided>('POST', '/api/mesh/decide', body)
    if (mine === questions) become({ decided, trouble: undefined })
  } catch (error) {
    if (mine === questions) become({ ...troubleOf(error), decided: undefined })
  }
  showResult('.mesh-decision')
}

const actions: MeshActions = {
  choose(variant) {
    const policies = state.variants.find(({ id }) => id === variant)?.policies ?? ''
    become({ variant, policies, decided: undefined })
    void lookAgain()
  },
  edit(policies) {
    become({ policies, decided: undefined })
    clearTimeout(pause)
    pause = setTimeout(() => void lookAgain(), PAUSE)
  },
  enforce: () => void enforce(),
  giveBack: () => void tell({ isFollowing: false }, 'DELETE'),
  showLive() {
    become({ policies: state.live?.told?.policies ?? state.policies, decided: undefined })
    void lookAgain()
  },
  ask: (change) => become({ question: { ...state.question, ...change }, decided: undefined }),
  send(change) {
    become({ question: { ...state.question, ...change } })
    void send()
  },
}

become({})

import { render } from 'preact'
import { html } from '#core/page/html'
import { startPage } from '../../shell/live.browser.ts'
import type { MeshActions, MeshDecided, MeshLook, MeshState } from './mesh-state.ts'
import { MeshView } from './mesh.view.ts'

/** How long somebody may go on typing before the policies are looked at. Milliseconds. */
const PAUSE = 300

const page = startPage<MeshState>(() => {})
const main = document.querySelector('#main')
let state = page.state
let pause: ReturnType<typeof setTimeout> | undefined
let looks = 0
let questions = 0

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
    if (mine === looks) become({ look, trouble: undefined })
  } catch (error) {
    if (mine === looks) become(troubleOf(error))
  }
}

async function send(): Promise<void> {
  const mine = ++questions
  try {
    const body = { policies: state.policies, ...state.question }
    const decided = await page.ask<MeshDecided>('POST', '/api/mesh/decide', body)
    if (mine === questions) become({ decided, trouble: undefined })
  } catch (error) {
    if (mine === questions) become({ ...troubleOf(error), decided: undefined })
  }
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
  ask: (change) => become({ question: { ...state.question, ...change }, decided: undefined }),
  send(change) {
    become({ question: { ...state.question, ...change } })
    void send()
  },
}

become({})

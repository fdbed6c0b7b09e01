import { render } from 'preact'
import { html } from '#core/page/html'
import { startPage } from '../../shell/live.browser.ts'
import { lookAgain } from '../../shell/look-again.browser.ts'
import type { RelayPageState, RelaysNow } from './relay-state.ts'
import { RelayView } from './relay.view.ts'

const page = startPage<RelayPageState>(() => void relays.atOnce(), { play: () => relays.soon() }) // somebody was refused in it
const main = document.querySelector('#main')
let state = page.state
let asked = 0

function become(now: RelaysNow): void {
  state = { now }
  if (main) render(html`<${RelayView} state=${state} />`, main)
}

/** What was asked for last counts, in whatever order the answers come. */
const relays = lookAgain(async () => {
  const mine = ++asked
  const told = await page.ask<RelaysNow>('GET', '/api/relay')
  if (mine !== asked) return undefined
  become(told)
  return JSON.stringify({ ...told, now: undefined })
})

become(state.now)

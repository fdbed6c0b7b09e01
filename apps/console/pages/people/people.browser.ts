import { render } from 'preact'
import { html } from '#core/page/html'
import { startPage } from '../../shell/live.browser.ts'
import { lookAgain } from '../../shell/look-again.browser.ts'
import type { PeopleNow, PeoplePageState } from './people-state.ts'
import { PeopleView } from './people.view.ts'

const page = startPage<PeoplePageState>(() => void people.atOnce(), { play: () => people.soon() }) // somebody has logged in for it
const main = document.querySelector('#main')
let state = page.state
let asked = 0

function become(now: PeopleNow): void {
  state = { ...state, now }
  if (main) render(html`<${PeopleView} state=${state} />`, main)
}

/** What was asked for last counts, in whatever order the answers come. */
const people = lookAgain(async () => {
  const mine = ++asked
  const now = await page.ask<PeopleNow>('GET', '/api/people')
  if (mine !== asked) return undefined
  become(now)
  return JSON.stringify({ ...now.told, now: undefined, line: now.told?.line.keys })
})

become(state.now)

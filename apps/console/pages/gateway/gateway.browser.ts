import { render } from 'preact'
import { showResult } from '#core/page/browser/show-result.browser'
import { html } from '#core/page/html'
import { startPage } from '../../shell/live.browser.ts'
import type { GatewayActions, GatewayCame, GatewayOrder, GatewaysNow, GatewayState } from './gateway-state.ts'
import { GatewayView } from './gateway.view.ts'

const page = startPage<GatewayState>(() => void lookAgain())
const main = document.querySelector('#main')
let state = page.state
let sent = 0

function become(change: Partial<GatewayState>): void {
  state = { ...state, ...change }
  if (main) render(html`<${GatewayView} state=${state} actions=${actions} />`, main)
}

const wordsOf = (error: unknown) => ({ trouble: error instanceof Error ? error.message : String(error) })

async function lookAgain(): Promise<void> {
  try {
    become({ now: await page.ask<GatewaysNow>('GET', '/api/gateway') })
  } catch {
    // The bar at the top says that the console does not answer.
  }
}

/** What was sent last counts, in whatever order the answers come. */
async function send(): Promise<void> {
  const mine = ++sent
  try {
    const came = await page.ask<GatewayCame>('POST', '/api/gateway/send', state.order)
    if (mine === sent) become({ came, trouble: undefined })
  } catch (error) {
    if (mine === sent) become({ ...wordsOf(error), came: undefined })
  }
  showResult('.gateway-came')
  await lookAgain()
}

async function change(body: object): Promise<void> {
  try {
    become({ now: await page.ask<GatewaysNow>('POST', '/api/gateway/change', body), trouble: undefined })
  } catch (error) {
    become(wordsOf(error))
    showResult('.gateway-trouble')
  }
}

/** Another gateway has other configurations. */
const ordered = (order: GatewayOrder, next: Partial<GatewayOrder>): GatewayOrder => ({
  ...order,
  ...(next.gateway !== undefined && next.gateway !== order.gateway && { terms: 'own' }),
  ...next,
})

const actions: GatewayActions = {
  ask: (next) => become({ order: ordered(state.order, next), came: undefined }),
  send: () => void send(),
  make: (consumer) => void change({ act: 'make', consumer }),
  remove: (consumer, key) => void change({ act: 'remove', consumer, key }),
  believe: (key) => void change({ act: 'believe', key }),
}

become({})

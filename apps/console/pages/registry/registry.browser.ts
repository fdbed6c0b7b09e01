import { render } from 'preact'
import { showResult } from '#core/page/browser/show-result.browser'
import { html } from '#core/page/html'
import { sayOne } from '../../parts/outcome-lines.ts'
import { startPage } from '../../shell/live.browser.ts'
import { FEW_SERVICES, type RegistryActions, type RegistryNow, type RegistryState } from './registry-state.ts'
import { RegistryView } from './registry.view.ts'

/** The factory is asked again so often. Milliseconds. */
const ASK_EVERY = 2000

const page = startPage<RegistryState>(() => void askAgain())
const main = document.querySelector('#main')
let state = page.state
let asked = 0

function become(change: Partial<RegistryState>): void {
  state = { ...state, ...change }
  if (main) render(html`<${RegistryView} state=${state} actions=${actions} />`, main)
}

/** What was asked for last counts, in whatever order the answers come. */
async function askAgain(): Promise<void> {
  const mine = ++asked
  const query = new URLSearchParams({ like: state.filter.like, most: String(state.filter.most) })
  try {
    const registry = await page.ask<RegistryNow>('GET', `/api/registry?${query}`)
    if (mine === asked) become({ registry })
  } catch {
    // The bar at the top says that the console does not answer.
  }
}

const actions: RegistryActions = {
  decide: (decision) => void decide(decision),
  filter(like) {
    become({ filter: { like, most: FEW_SERVICES } })
    void askAgain()
  },
  more() {
    become({ filter: { ...state.filter, most: state.filter.most + 2 * FEW_SERVICES } })
    void askAgain()
  },
  open(service) {
    const { opened } = state
    become({ opened: opened.includes(service) ? opened.filter((each) => each !== service) : [...opened, service] })
  },
  closeSaid: () => become({ said: undefined }),
}

async function decide(decision: Parameters<RegistryActions['decide']>[0]): Promise<void> {
  become({ waiting: decision.act === 'approve' ? 'Approving …' : 'Revoking …', said: undefined })
  const said = await page.ask<{ said: string }>('POST', '/api/registry', decision).then(
    ({ said: words }) => sayOne(words),
    (error: unknown) => sayOne(error instanceof Error ? error.message : String(error), true),
  )
  become({ waiting: undefined, said })
  await askAgain()
  showResult('.said')
}

setInterval(() => void (document.hidden || askAgain()), ASK_EVERY)
document.addEventListener('visibilitychange', () => void (document.hidden || askAgain()))
become({})

import { render } from 'preact'
import { showResult } from '#core/page/browser/show-result.browser'
import { html } from '#core/page/html'
import { startPage } from '../../shell/live.browser.ts'
import type { WorkshopState, WorkshopTold } from '../../workshop/workshop-state.ts'
import type { WorkshopActions, WorkshopPageState } from './workshop-page-state.ts'
import { WorkshopView } from './workshop.view.ts'

const page = startPage<WorkshopPageState>(() => undefined, {
  workshop: ({ ticked }: WorkshopTold) => void lookAtSteps(ticked?.id),
})
const main = document.querySelector('#main')
let state = page.state

function become(change: Partial<WorkshopPageState>): void {
  state = { ...state, ...change }
  if (main) render(html`<${WorkshopView} state=${state} actions=${actions} />`, main)
}

async function lookFor(asked: Promise<WorkshopState>): Promise<void> {
  try {
    become({ workshop: await asked, trouble: undefined })
  } catch (error) {
    become({ trouble: error instanceof Error ? error.message : String(error) })
  }
}

/** What is told is brief: the steps themselves are asked for. */
async function lookAtSteps(ticked: string | undefined): Promise<void> {
  await lookFor(page.ask('GET', '/api/workshop'))
  if (ticked === state.shown) showResult('.workshop-step [role="status"]')
}

const SURE = 'Start all over? Every step is open again, and what ticked it is forgotten.'

async function startAgain(step: string): Promise<void> {
  await lookFor(page.ask('POST', '/api/workshop/reset', { step }))
  if (step === 'all' && state.trouble === undefined) location.assign('/workshop') // from its first step
}

const actions: WorkshopActions = {
  hint: (step) => void lookFor(page.ask('POST', '/api/workshop/hints', { step })),
  startAgain: (step) => void (step !== 'all' || confirm(SURE) ? startAgain(step) : undefined),
}

become({})

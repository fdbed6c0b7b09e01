import { html } from '#core/page/html'
import type { ConsolePage } from '../../shell/shell.ts'
import type { WorkshopState } from '../../workshop/workshop-state.ts'
import { stepToShow, type AskedOfWorkshop } from '../../workshop/step-at-hand.ts'
import type { WorkshopPageState } from './workshop-page-state.ts'
import { WorkshopView } from './workshop.view.ts'

/** The workshop of one person. It is ticked by what is seen, and by nothing that is pressed here. */
export function workshopPage(workshop: WorkshopState, asked: AskedOfWorkshop): ConsolePage<WorkshopPageState> {
  const step = stepToShow(workshop, asked)
  const state: WorkshopPageState = { workshop, shown: step?.id ?? '' }
  return {
    title: step ? `${step.number}. ${step.title}` : 'Workshop',
    module: 'apps/console/pages/workshop/workshop.browser.ts',
    state,
    body: html`<${WorkshopView} state=${state} />`,
  }
}

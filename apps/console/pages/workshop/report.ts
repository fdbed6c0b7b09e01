import { html } from '#core/page/html'
import type { ConsolePage } from '../../shell/shell.ts'
import type { WorkshopState } from '../../workshop/workshop-state.ts'
import { ReportView } from './report.view.ts'

/** The report of one person. */
export const reportPage = (workshop: WorkshopState): ConsolePage<WorkshopState> => ({
  title: 'What I did in the workshop',
  module: 'apps/console/pages/workshop/report.browser.ts',
  state: workshop,
  body: html`<${ReportView} workshop=${workshop} />`,
})

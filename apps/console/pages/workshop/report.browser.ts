import { render } from 'preact'
import { html } from '#core/page/html'
import { startPage } from '../../shell/live.browser.ts'
import type { WorkshopState } from '../../workshop/workshop-state.ts'
import { ReportView } from './report.view.ts'

const page = startPage<WorkshopState>(() => undefined, { workshop: () => void look() })
const main = document.querySelector('#main')

const draw = (workshop: WorkshopState): void => {
  if (main) render(html`<${ReportView} workshop=${workshop} print=${() => print()} />`, main)
}

/** The bar at the top says when the console is away. */
const look = () => page.ask<WorkshopState>('GET', '/api/workshop').then(draw, () => undefined)

draw(page.state)

import { render } from 'preact'
import { html } from '#core/page/html'
import { startPage } from '../../shell/live.browser.ts'
import type { WorkshopState } from '../../workshop/workshop-state.ts'
import { ReportView } from './report.view.ts'

const page = startPage<WorkshopState>(() => undefined, { workshop: () => void look() })
const main = document.querySelector('#main')

let { state } = page
/** What was written; in a room it begins with the name of there. */
let { person = '' } = state

function draw(workshop: WorkshopState): void {
  state = workshop
  const write = (name: string) => {
    person = name
    draw(state)
  }
  if (main)
    render(html`<${ReportView} workshop=${{ ...workshop, person }} print=${() => print()} write=${write} />`, main)
}

/** The bar at the top says when the console is away. */
const look = () => page.ask<WorkshopState>('GET', '/api/workshop').then(draw, () => undefined)

draw(state)

import { html, type View } from '#core/page/html'
import { StepText } from '../parts/step-text.view.ts'
import type { WorkshopTold } from '../workshop/workshop-state.ts'

export interface WorkshopProgressProps {
  told: WorkshopTold
  /** The address of the page. */
  path: string
  where: 'with-room' | 'without-room'
}

const PANEL = 'workshop-now'

/** How far the workshop is, small. It leads there; on other pages it first shows the task, beside the work at it. */
export const WorkshopProgress = ({ told: { tracks, here }, path, where }: WorkshopProgressProps): View => {
  const { done = 0, of = 0 } = tracks.find(({ name }) => name === here?.track) ?? {}
  const look = `progress ${where}${done > 0 ? ' begun' : ''}`
  const words = html`<span class="progress-words"
    ><span class="progress-word">Workshop</span> <span class="progress-count">${done} of ${of}</span></span
  >`
  return path === '/workshop'
    ? html`<a class=${look} href="/workshop" aria-current="page">${words}</a>`
    : html`<button class=${look} type="button" popovertarget=${PANEL} title="The workshop: what to do next">
        ${words}
      </button>`
}

/** What is to be done next, over the page: Escape and a press elsewhere close it, and no script has to be there for that. */
export const WorkshopNow = ({ told: { here, tracks }, path }: Omit<WorkshopProgressProps, 'where'>): View => {
  const step = here?.step
  const of = tracks.find(({ name }) => name === here?.track)?.of ?? 0
  return html`
    <section class="card workshop-now" id=${PANEL} popover="auto" aria-label="The workshop: what to do next">
      ${
        step
          ? html`<div class="stack">
              <p class="quiet small">Step ${step.number} of ${of}: ${step.title}</p>
              <p><${StepText} text=${step.task} /></p>
              ${step.nearly !== undefined && html`<p class="card says small"><${StepText} text=${step.nearly} /></p>`}
              ${path !== step.where.page.split('?')[0] && html`<p class="small">It is done here: <a href=${step.where.page}>${step.where.label}</a></p>`}
            </div>`
          : html`<p>All steps here are done.</p>`
      }
      <p class="row"><a class="button main" href="/workshop">${step ? 'Hints, and all steps' : 'All steps'}</a></p>
    </section>
  `
}

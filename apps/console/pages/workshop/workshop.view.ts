import { html, type View } from '#core/page/html'
import { StepList, TrackLinks } from './step-list.view.ts'
import { StepView } from './step.view.ts'
import type { WorkshopActions, WorkshopPageState } from './workshop-page-state.ts'

export interface WorkshopProps {
  state: WorkshopPageState
  /** Absent on the server. */
  actions?: WorkshopActions | undefined
}

/** The step at hand large, and beside it all steps of its track. */
export const WorkshopView = ({ state: { workshop, shown, trouble }, actions }: WorkshopProps): View => {
  const track = workshop.tracks.find(({ steps }) => steps.some(({ id }) => id === shown)) ?? workshop.tracks[0]
  const step = track?.steps.find(({ id }) => id === shown) ?? track?.steps[0]
  if (!track || !step) return html`<div class="page"><p class="empty">There are no steps.</p></div>`
  return html`
    <div class="page workshop">
      <${TrackLinks} tracks=${workshop.tracks} here=${track} />
      ${trouble !== undefined && html`<p class="card says refused foreign" role="alert">${trouble}</p>`}
      <div class="workshop-body">
        <${StepView} key=${step.id} track=${track} step=${step} actions=${actions} />
        <${StepList} track=${track} shown=${step.id} actions=${actions} />
      </div>
    </div>
  `
}

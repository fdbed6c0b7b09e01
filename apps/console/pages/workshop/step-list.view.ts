import { html, type View } from '#core/page/html'
import type { ShownStep, ShownTrack } from '../../workshop/workshop-state.ts'
import type { WorkshopActions } from './workshop-page-state.ts'

/** The three tracks, and how far each is. */
export const TrackLinks = ({ tracks, here }: { tracks: readonly ShownTrack[]; here: ShownTrack }): View => html`
  <nav class="workshop-tracks" aria-label="Tracks">
    ${tracks.map(
      ({ name, title, about, done, steps }) => html`
        <a href=${`/workshop?track=${name}`} title=${about} aria-current=${name === here.name ? 'true' : undefined}>
          <span>${title}</span> <span class="small">${done} of ${steps.length}</span>
        </a>
      `,
    )}
  </nav>
`

interface StepListProps {
  track: ShownTrack
  shown: string
  actions?: WorkshopActions | undefined
}

/** All steps of a track, and where one is. */
export const StepList = ({ track, shown, actions }: StepListProps): View => html`
  <nav class="workshop-steps stack" aria-labelledby="steps-title">
    <h2 id="steps-title">All steps</h2>
    <p class="quiet small">${track.about}</p>
    <ol>
      ${track.steps.map(
        ({ id, number, title, state }) => html`
          <li>
            <a class=${state} href=${`/workshop?step=${id}`} aria-current=${id === shown ? 'step' : undefined}>
              <${StepSign} state=${state} number=${number} /> <span>${title}</span>
            </a>
          </li>
        `,
      )}
    </ol>
    <p class="row">
      <a class="button small" href="/workshop/report">Your report</a>
      <button class="small plain" type="button" onClick=${() => actions?.startAgain('all')}>Start all over</button>
    </p>
  </nav>
`

const WORDS_OF_STATES: Record<ShownStep['state'], string> = { done: ', done', open: '', locked: ', not open yet' }

const StepSign = ({ state, number }: Pick<ShownStep, 'state' | 'number'>): View => html`
  <span class="step-sign"
    ><span aria-hidden=${state === 'done' ? 'true' : undefined}>${state === 'done' ? '✓' : number}</span
    ><span class="unseen">${state === 'done' ? number : ''}${WORDS_OF_STATES[state]}</span></span
  >
`

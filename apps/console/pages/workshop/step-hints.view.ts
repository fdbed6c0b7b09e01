import { html, type View } from '#core/page/html'
import type { ShownStep } from '../../workshop/workshop-state.ts'
import { StepText } from '../../parts/step-text.view.ts'
import type { WorkshopActions } from './workshop-page-state.ts'

const MORE_HINTS: Record<ShownStep['hintsShown'], string> = {
  0: 'Show a hint',
  1: 'Show another hint',
  2: 'Show the last hint: it is nearly the solution',
  3: 'There are no more hints',
}

/** Three hints, one by one: the console sends none before it was asked for. */
export const StepHints = ({
  step: { id, hints, hintsShown },
  actions,
}: {
  step: ShownStep
  actions?: WorkshopActions | undefined
}): View => html`
  <section class="stack" aria-labelledby="step-hints">
    <h2 id="step-hints">Stuck?</h2>
    <ol class="workshop-hints" aria-live="polite">
      ${hints.map(
        (hint, at) => html`
          <li class="card says">
            <span class="quiet">Hint ${at + 1} of 3</span>
            <p class="text"><${StepText} text=${hint} /></p>
          </li>
        `,
      )}
    </ol>
    <p class="row">
      <button type="button" aria-disabled=${hintsShown === 3} onClick=${() => actions?.hint(id)}>
        ${MORE_HINTS[hintsShown]}
      </button>
    </p>
  </section>
`

import { html, type View } from '#core/page/html'
import type { Step } from '#core/trace/step'
import type { StageActions, StageState } from './stage-state.ts'

const SIGNS: Partial<Record<Step['verb'], string>> = { refuses: 'refused', fails: 'cannot-decide', believes: 'good' }

/** Of so many, each is a dot of its own; of more, those in which something was decided stand out. */
const MANY = 30

/** Every step as a dot, to go to it; the one that is told is marked. All stand in one row. */
export function Steps({ state, actions }: { state: StageState; actions?: StageActions | undefined }): View {
  const { play, at, isRunning } = state
  const steps = play?.steps ?? []
  const isOver = at >= steps.length - 1
  const signOf = ({ verb }: Step, index: number) =>
    play?.outcome.outcome === 'cannot-decide' && index === play.outcome.step ? 'cannot-decide' : (SIGNS[verb] ?? '')
  return html`
    <div class="steps">
      <${StepButton} label="Step back" sign="◀" isOff=${at < 0} press=${() => actions?.goTo(at - 1)} />
      <${StepButton}
        label=${isRunning ? 'Pause' : 'Go on'}
        sign=${isRunning ? '❚❚' : '▶'}
        isOff=${steps.length === 0 || isOver}
        press=${() => actions?.run()}
      />
      <${StepButton}
        label="Step on"
        sign="▶▏"
        isOff=${steps.length === 0 || isOver}
        press=${() => actions?.goTo(at + 1)}
      />
      <span class="where mono">${play && `${Math.max(0, at + 1)} / ${steps.length}`}</span>
      <ol class=${steps.length > MANY ? 'many' : ''}>
        ${steps.map(
          (step, index) => html`
            <li>
              <button
                class=${`dot ${signOf(step, index)}${index <= at ? ' told' : ''}`}
                type="button"
                title=${step.sentence}
                aria-label=${`Step ${index + 1}: ${step.sentence}`}
                aria-current=${index === at ? 'step' : undefined}
                onClick=${() => actions?.goTo(index)}
              ></button>
            </li>
          `,
        )}
      </ol>
      ${
        play &&
        html`<a class="small" href=${`/plays/${play.traceId}`}
          >Open the trace<span class="quiet with-room"> · ${play.tookMs.toFixed(0)} ms</span></a
        >`
      }
    </div>
  `
}

interface StepButtonProps {
  label: string
  sign: string
  isOff: boolean
  press: () => void
}

const StepButton = ({ label, sign, isOff, press }: StepButtonProps): View => html`
  <button class="small" type="button" aria-disabled=${isOff} onClick=${press} aria-label=${label}>
    <span aria-hidden="true">${sign}</span>
  </button>
`

import { html, type View } from '#core/page/html'
import type { Step } from '#core/trace/step'
import type { StageActions, StageState } from './stage-state.ts'

const SIGNS: Partial<Record<Step['verb'], string>> = { refuses: 'refused', fails: 'cannot-decide', believes: 'good' }

/** Every step as a dot, to go to it; the one that is told is marked. */
export function Steps({ state, actions }: { state: StageState; actions?: StageActions | undefined }): View {
  const { play, at, isRunning } = state
  const steps = play?.steps ?? []
  const isOver = at >= steps.length - 1
  return html`
    <div class="steps">
      <button
        class="small"
        type="button"
        disabled=${at < 0}
        onClick=${() => actions?.goTo(at - 1)}
        aria-label="Step back"
      >
        <span aria-hidden="true">◀</span>
      </button>
      <button
        class="small"
        type="button"
        disabled=${steps.length === 0 || isOver}
        onClick=${() => actions?.run()}
        aria-label=${isRunning ? 'Pause' : 'Go on'}
      >
        <span aria-hidden="true">${isRunning ? '❚❚' : '▶'}</span>
      </button>
      <button
        class="small"
        type="button"
        disabled=${steps.length === 0 || isOver}
        onClick=${() => actions?.goTo(at + 1)}
        aria-label="Step on"
      >
        <span aria-hidden="true">▶▏</span>
      </button>
      <ol>
        ${steps.map(
          ({ verb, sentence }, index) => html`
            <li>
              <button
                class=${`dot ${SIGNS[verb] ?? ''}${index <= at ? ' told' : ''}`}
                type="button"
                title=${sentence}
                aria-label=${`Step ${index + 1}: ${sentence}`}
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
          >${`${steps.length} steps, ${play.tookMs.toFixed(0)} ms: open the trace`}</a
        >`
      }
    </div>
  `
}

import { html, type View } from '#core/page/html'
import type { ToldRoom } from '../told-room.ts'

export interface OpenStepProps {
  /** Those that can be opened, by track. */
  tracks: ToldRoom['tracks']
  /** Stands before the steps. */
  hasAll?: true
  /** What the field is called. */
  label: string
  /** What the button says. */
  words: string
  open(step: string): void
}

/** As much of a form as is looked at. */
interface StepForm {
  preventDefault(): void
  target: { elements: { namedItem(name: 'step'): { value: string } } }
}

/** Opens a step before its turn. */
export const OpenStep = ({ tracks, hasAll, label, words, open }: OpenStepProps): View => html`
  <form
    class="row open-step"
    onSubmit=${(event: StepForm) => {
      event.preventDefault()
      open(event.target.elements.namedItem('step').value)
    }}
  >
    <select name="step" aria-label=${label}>
      ${hasAll && html`<option value="all">All steps</option>`}
      ${tracks.map(
        ({ title, steps }) => html`
          <optgroup label=${title}>
            ${steps.map((step) => html`<option value=${step.id}>${step.number}. ${step.title}</option>`)}
          </optgroup>
        `,
      )}
    </select>
    <button class="small" type="submit">${words}</button>
  </form>
`

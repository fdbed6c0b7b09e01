import { html, type View } from '#core/page/html'

/** A text of a step: what stands between backticks is code. */
export const StepText = ({ text }: { text: string }): View => html`
  <span>${text.split('`').map((part, at) => (at % 2 === 1 ? html`<code class="foreign">${part}</code>` : part))}</span>
`

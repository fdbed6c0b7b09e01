import { html, type View } from './html.ts'

/**
 * A line to copy, with its button; a long one is read to its end by keyboard, too. The script of the page does the copying
 * (core/page/browser/copy.browser.ts).
 */
export const Copy = ({ text, label = 'Copy' }: { text: string; label?: string }): View => html`
  <div class="copy">
    <code class="foreign" tabindex="0">${text}</code><button type="button" data-copy=${text}>${label}</button>
  </div>
`

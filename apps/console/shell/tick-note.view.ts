import { html, type View } from '#core/page/html'
import type { WorkshopTold } from '../workshop/workshop-state.ts'

/** A step that was ticked while one is on another page. */
export interface TickNote {
  ticked: NonNullable<WorkshopTold['ticked']>
  close(): void
}

/** Over the page, so that nothing on it moves; it is read out, and goes by itself. */
export const TickNoteView = ({ note }: { note?: TickNote | undefined }): View => html`
  <div class="tick-place" role="status">
    ${
      note &&
      html`<div class="card tick-note">
        <p>
          <strong class="good"><span aria-hidden="true">✓ </span>Step ${note.ticked.number} is done.</strong>${' '}
          ${note.ticked.sentence}
        </p>
        <p class="row">
          <a href=${`/workshop?step=${note.ticked.id}`}>Go on with the workshop</a>
          <button class="small plain" type="button" onClick=${() => note.close()}>Close</button>
        </p>
      </div>`
    }
  </div>
`

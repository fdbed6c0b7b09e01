import { html, type View } from '#core/page/html'
import type { WorkshopTold } from '../workshop/workshop-state.ts'

/** A step that was ticked while one is on another page. */
export interface TickNote {
  ticked: NonNullable<WorkshopTold['ticked']>
  close(): void
}

export interface WorkshopProgressProps {
  told: WorkshopTold
  /** The address of the page. */
  path: string
  where: 'with-room' | 'without-room'
}

/** How far the workshop is, small: "4 of 10" of the track that was begun and is not through. */
export const WorkshopProgress = ({ told: { tracks, ticked }, path, where }: WorkshopProgressProps): View => {
  const here =
    tracks.find(({ name }) => name === ticked?.track) ??
    tracks.find(({ done, of }) => done > 0 && done < of) ??
    tracks.find(({ done, of }) => done < of) ??
    tracks[0]
  return html`
    <a
      class=${`progress ${where}${here?.done ? ' begun' : ''}`}
      href="/workshop"
      title="The workshop: what to do next"
      aria-current=${path === '/workshop' ? 'page' : undefined}
    >
      <span class="progress-word">Workshop</span>
      <span class="progress-count">${here?.done ?? 0} of ${here?.of ?? 0}</span>
    </a>
  `
}

/** Over the page, so that nothing on it moves; it is read out, and goes by itself. */
export const TickNoteView = ({ note }: { note?: TickNote | undefined }): View => html`
  <div class="tick-place" role="status">
    ${
      note &&
      html`<div class="card says good tick-note">
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

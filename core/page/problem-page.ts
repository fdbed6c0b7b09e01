import { html } from './html.ts'
import type { HtmlPage } from './layout.view.ts'

/** A problem as it is answered (RFC 9457). */
export interface ShownProblem {
  title: string
  status: number
  detail: string
  /** What was asked for. */
  path: string
  traceId: string
}

/** What went wrong, for a person: the same as programs are told. */
export const problemPage = (process: string, { title, status, detail, traceId }: ShownProblem): HtmlPage => ({
  title,
  of: process,
  body: html`
    <div class="page stack">
      <section class="card says refused stack text">
        <h1>${title}</h1>
        <p class="foreign">${detail}</p>
        <p class="quiet small">
          Status ${status}. The log of ${process} knows this request as <code>${traceId}</code>.
        </p>
      </section>
      <p><a href="/">What there is</a></p>
    </div>
  `,
})

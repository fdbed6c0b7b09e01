import { html, type View } from '#core/page/html'
import type { ShownProblem } from '#core/page/problem-page'

/** What went wrong on the console, and where to go from here. */
export const ConsoleProblem = ({ title, status, detail, path, traceId }: ShownProblem): View => {
  const isPlay = status === 404 && path.startsWith('/plays/')
  const heading = isPlay ? 'This play is not kept any more' : status === 404 ? `There is no page at ${path}` : title
  const words = isPlay ? 'The console keeps the last 200, in memory alone, and forgets them when it ends.' : detail
  return html`
    <div class="page stack">
      <section class="card says cannot-decide text">
        <h1 class="foreign">${heading}</h1>
        ${(status !== 404 || isPlay) && html`<p class="foreign">${words}</p>`}
        <p class="row">
          <a class="button" href="/">${isPlay ? 'Play a scenario' : 'Go to the stage'}</a>
          <a class="button" href="/plays">All traces</a>
        </p>
        <p class="quiet small">
          Status ${status}. The log of the console knows this request as <code>${traceId}</code>.
        </p>
      </section>
    </div>
  `
}

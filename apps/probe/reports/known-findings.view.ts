import { html, type View } from '#core/page/html'
import { Mark, type MarkName } from '#core/page/mark.view'
import type { BaselineComparison } from './compare-baseline.ts'

/** What a baseline knows of a run, and what became of it. */
export const KnownFindings = ({ comparison }: { comparison: BaselineComparison }): View => {
  const { accepted, acceptedDoors, fixed, open, unknown, warnings } = comparison
  const rows: [MarkName, string, string, string][] = [
    ...accepted.map(({ found, because }) => ['skipped', 'known', found.id, because] as [MarkName, string, string, string]),
    ...acceptedDoors.map(({ door, because }) => ['skipped', 'known', door.id, because] as [MarkName, string, string, string]),
    ...fixed.map(({ id }) => ['good', 'fixed since', id, 'Take it out of the baseline.'] as [MarkName, string, string, string]),
    ...open.map(({ id }) => ['cannot-decide', 'not seen', id, 'It was not run, or nobody can tell.'] as [MarkName, string, string, string]),
    ...unknown.map(({ id }) => ['not-configured', 'no case', id, 'This run has no such case.'] as [MarkName, string, string, string]),
  ] // prettier-ignore
  return html`
    <section class="stack" aria-labelledby="known">
      <h2 id="known">What the baseline knows</h2>
      ${warnings.map((warning) => html`<p class="card says cannot-decide">${warning}</p>`)}
      <ul class="plain-list">
        ${rows.map(([outcome, word, id, why]) => html`<li><${Mark} outcome=${outcome} word=${word} /> <code>${id}</code> <span class="foreign">${why}</span></li>`)}
      </ul>
    </section>
  `
}

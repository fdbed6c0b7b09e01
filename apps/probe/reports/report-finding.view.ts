import { html, type View } from '#core/page/html'
import { expectedWords, gotWords, isMeasured, type FoundCase } from './full-report.ts'
import type { FindingGroup } from './group-findings.ts'
import { referenceLink, weaknessLink } from './reference-link.ts'

/** What one change mends: the change, and the cases that say why. */
export const ReportFinding = ({ level, isFailing, remedy, cases }: FindingGroup): View => html`
  <article class=${`card says stack ${isFailing ? 'refused' : 'cannot-decide'}`}>
    <p class="row">
      <strong class=${`level ${isFailing ? 'bad' : 'odd'}`}>${isFailing ? '✗' : '!'} ${level}</strong>
      ${!isFailing && html`<span class="quiet">by policy only</span>`}
      ${cases.length > 1 && html`<span class="quiet">${cases.length} cases</span>`}
    </p>
    <p class="remedy"><span class="quiet">Change</span> <strong class="foreign">${remedy}</strong></p>
    ${cases.map((found, at) => html`<${FoundDetails} found=${found} isOpen=${at === 0} />`)}
  </article>
`

const FoundDetails = ({ found, isOpen }: { found: FoundCase; isOpen: boolean }): View => {
  const { id, title, finding, references, got, token, curl, attempt } = found
  return html`
    <details class="found" open=${isOpen}>
      <summary><code>${id}</code> <span class="foreign">${finding.sentence}</span></summary>
      <dl class="evidence">
        <div>
          <dt>sent</dt>
          <dd class="foreign">${title}${attempt !== undefined && ` (${attempt})`}</dd>
        </div>
        ${
          !isMeasured(found) &&
          html`<div>
            <dt>wanted</dt>
            <dd>${expectedWords(found)} <span class="quiet">(${found.class})</span></dd>
          </div>`
        }
        ${
          !isMeasured(found) &&
          html`<div>
            <dt>got</dt>
            <dd><span class=${finding.kind === 'watch' ? '' : 'bad'}>${gotWords(found)}</span></dd>
          </div>`
        }
        ${
          got &&
          got.body !== '' &&
          html`<div>
            <dt>body</dt>
            <dd><pre class="box long">${got.body}</pre></dd>
          </div>`
        }
        <div>
          <dt>why</dt>
          <dd><${References} references=${references} cwe=${finding.severity.cwe} /></dd>
        </div>
        ${
          token !== undefined &&
          html`<div>
            <dt>token</dt>
            <dd><code class="foreign">${token}</code></dd>
          </div>`
        }
        ${
          curl !== undefined &&
          html`<div>
            <dt>again</dt>
            <dd><pre class="box">${curl}</pre></dd>
          </div>`
        }
      </dl>
    </details>
  `
}

const References = ({ references, cwe }: { references: readonly string[]; cwe: number }): View => {
  const links = [
    ...references.map((text) => ({ text, href: referenceLink(text) })),
    ...(references.includes(`CWE-${cwe}`) ? [] : [{ text: `CWE-${cwe}`, href: weaknessLink(cwe) }]),
  ]
  return html`<span class="references"
    >${links.map(({ text, href }) => (href ? html`<a href=${href} rel="noreferrer">${text}</a>` : html`<span class="foreign">${text}</span>`))}</span
  >`
}

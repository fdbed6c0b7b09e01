import { html, type View } from '#core/page/html'
import { counted } from '../counted.ts'
import { titleBeside, type FoundCase } from './found-case.ts'
import { expectedWords, gotWords, isMeasured } from './full-report.ts'
import type { FindingGroup } from './group-findings.ts'
import { referenceLink, weaknessLink } from './reference-link.ts'

/** What one change mends: the change, and the cases that say why, folded. */
export const ReportFinding = ({
  group,
  anchor,
  isOpen,
}: {
  group: FindingGroup
  anchor: string
  isOpen: boolean
}): View => {
  const { level, isFailing, remedy, cases } = group
  return html`
    <details class=${`card says change ${isFailing ? 'refused' : 'cannot-decide'}`} id=${anchor} open=${isOpen}>
      <summary>
        <h3 class="remedy foreign">${remedy}</h3>
        <span class=${`tag ${isFailing ? level : 'policy'}`}>${isFailing ? level : `${level}, by policy`}</span>
        <span class="quiet">${counted(cases.length, 'case')}</span>
      </summary>
      ${cases.map((found, at) => html`<${FoundDetails} found=${found} isOpen=${at === 0} />`)}
    </details>
  `
}

const FoundDetails = ({ found, isOpen }: { found: FoundCase; isOpen: boolean }): View => {
  const { id, finding, references, got, token, curl, attempt } = found
  const title = titleBeside(found)
  return html`
    <details class="found" open=${isOpen}>
      <summary>
        <span class="foreign">${finding.sentence}</span>
        <span class="quiet small"><code>${id}</code> ${finding.severity.level}, ${found.class}</span>
      </summary>
      <dl class="evidence">
        ${
          (title !== undefined || attempt !== undefined) &&
          html`<div>
            <dt>sent</dt>
            <dd class="foreign">${[title, attempt].filter((each) => each !== undefined).join(': ')}</dd>
          </div>`
        }
        ${
          !isMeasured(found) &&
          html`<div>
            <dt>wanted</dt>
            <dd>${expectedWords(found)}</dd>
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

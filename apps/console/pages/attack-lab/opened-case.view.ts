import { html, type View } from '#core/page/html'
import { wordsOfRight } from '../../../probe/engine/right-words.ts'
import type { Beside, BesideLine, BesidePart } from '../../../probe/beside/beside.ts'
import type { CaseResult } from '../../../probe/probe-report.ts'
import type { LabState } from './lab-state.ts'

/** So many spellings of a case are shown. */
const MOST_SPELLINGS = 6

/** One case: the answer to it, and its bad token beside the good one. */
export const OpenedCase = ({
  opened,
  result,
}: {
  opened: NonNullable<LabState['opened']>
  result?: CaseResult | undefined
}): View => html`
  <div class="stack lab-opened">
    ${result && html`<${WhatCame} result=${result} />`}
    ${opened.trouble !== undefined && html`<p class="small foreign">${opened.trouble}</p>`}
    ${opened.beside === undefined && opened.trouble === undefined && html`<p class="quiet small">Making both …</p>`}
    ${opened.beside?.slice(0, MOST_SPELLINGS).map((beside) => html`<${BesideView} beside=${beside} names=${sideNames(opened.id)} />`)}
    ${
      (opened.beside?.length ?? 0) > MOST_SPELLINGS &&
      html`<p class="small quiet">And ${(opened.beside?.length ?? 0) - MOST_SPELLINGS} more spellings.</p>`
    }
  </div>
`

const WhatCame = ({
  result: { expects, got, reason, remarks, attempt, curl, references },
}: {
  result: CaseResult
}): View => html`
  <dl class="lab-facts small">
    <dt>Right answer</dt>
    <dd>${wordsOfRight(expects)}</dd>
    ${
      got &&
      html`<dt>Answer</dt>
        <dd class="foreign">
          ${got.status}${got.challenge !== undefined && html` <code>${got.challenge}</code>`}${` after ${Math.round(got.milliseconds)} ms`}
        </dd>`
    }
    ${
      got &&
      got.body !== '' &&
      html`<dt>Its body</dt>
        <dd class="foreign"><code>${got.body}</code></dd>`
    }
    ${
      attempt !== undefined &&
      html`<dt>Spelling</dt>
        <dd class="foreign">${attempt}</dd>`
    }
    ${
      reason !== undefined &&
      html`<dt>Why</dt>
        <dd class="foreign">${reason}</dd>`
    }
    ${remarks.map(
      (remark) =>
        html`<dt>Remark</dt>
          <dd class="foreign">${remark}</dd>`,
    )}
    <dt>See</dt>
    <dd>${references.join('; ')}</dd>
    ${
      curl !== undefined &&
      html`<dt>Again</dt>
        <dd class="setting">
          <pre class="foreign"><code>${curl}</code></pre>
          <button type="button" class="small" data-copy=${curl}>Copy</button>
        </dd>`
    }
  </dl>
`

type SideNames = Readonly<Record<'bad' | 'good', string>>

/** A good token of another form is no bad one. */
const sideNames = (id: string): SideNames =>
  id.startsWith('ok-') ? { bad: 'This token', good: 'The usual one' } : { bad: 'The bad one', good: 'The good one' }

const BesideView = ({ beside: { label, parts }, names }: { beside: Beside; names: SideNames }): View => html`
  <div class="stack">
    ${label !== undefined && html`<h4 class="foreign">${label}</h4>`}
    <div class="lab-beside">${parts.map((part) => html`<${PartOfBoth} part=${part} names=${names} />`)}</div>
  </div>
`

const PartOfBoth = ({ part: { name, bad, good }, names }: { part: BesidePart; names: SideNames }): View[] => [
  html`<${Side} name=${`${names.bad}: ${name}`} lines=${bad} kind="bad" />`,
  html`<${Side} name=${`${names.good}: ${name}`} lines=${good} kind="good" />`,
]

const Side = ({
  name,
  lines,
  kind,
}: {
  name: string
  lines: readonly BesideLine[]
  kind: 'bad' | 'good'
}): View => html`
  <div class=${`lab-side ${kind}`}>
    <h5>${name}</h5>
    <pre class="foreign" tabindex="0">
${lines.map(({ text, isOwn }) => html`<code class=${isOwn ? 'own' : ''}>${text}${'\n'}</code>`)}</pre>
  </div>
`

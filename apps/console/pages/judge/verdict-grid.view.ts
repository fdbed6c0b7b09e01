import { html, type View } from '#core/page/html'
import { Mark, type MarkName } from '#core/page/mark.view'
import { dateText } from '#core/page/time-text'
import type { JudgedCheck, Judgement, JudgeOutcome } from '../../../judge/judgement.ts'
import { nameOfJudge } from '../../../judge/why/judge-names.ts'
import type { JudgedByAll } from './judge-state.ts'

/** All answers side by side; each opens its order of checks. */
export const VerdictGrid = ({ judged: { judgements, keys, expected, now } }: { judged: JudgedByAll }): View => html`
  <section class="stack" aria-labelledby="verdicts">
    <h2 id="verdicts">${countWords(judgements)}</h2>
    <p class="small quiet foreign">${askedWords({ keys, expected, now })}</p>
    ${keys.notes?.map((note) => html`<p class="small foreign">${note}.</p>`)}
    <ul class="verdicts">
      ${judgements.map((judgement) => html`<${VerdictOf} judgement=${judgement} />`)}
    </ul>
  </section>
`

const askedWords = ({ keys, expected, now }: Pick<JudgedByAll, 'keys' | 'expected' | 'now'>): string =>
  `At ${dateText(now)} UTC, by the keys of ${keys.from}; expected: iss ${expected.issuer}, aud ${expected.audience}.`

function countWords(judgements: readonly Judgement[]): string {
  const believing = judgements.filter(({ outcome }) => outcome === 'believed').length
  const asked = judgements.filter(({ outcome }) => outcome !== 'cannot-judge').length
  if (believing === 0) return `None of ${asked} believes it`
  return believing === asked
    ? `All ${asked} believe it`
    : `${believing} of ${asked} ${believing === 1 ? 'believes' : 'believe'} it`
}

const VERDICT_MARKS: Record<JudgeOutcome, { mark: MarkName; word: string }> = {
  believed: { mark: 'good', word: 'believes it' },
  refused: { mark: 'refused', word: 'refuses it' },
  open: { mark: 'skipped', word: 'lets it go on, nobody is known' },
  'cannot-judge': { mark: 'cannot-decide', word: 'cannot be asked' },
}

const VerdictOf = ({ judgement }: { judgement: Judgement }): View => {
  const { judge, outcome, status, reason, decidedBy, checks } = judgement
  const { mark, word } = VERDICT_MARKS[outcome]
  return html`
    <li class=${`card says ${mark === 'skipped' ? '' : mark} verdict-card`}>
      <h3>${nameOfJudge(judge)} <code class="quiet">${judge}</code></h3>
      <p class="row">
        <${Mark} outcome=${mark} word=${word} />${status > 0 && html`<span class="pill">${status}</span>`}
      </p>
      ${
        reason !== '' &&
        html`<p class="small foreign">
          ${decidedBy === '' ? reason : html`check <code>${decidedBy}</code>: <strong>${reason}</strong>`}
        </p>`
      }
      ${
        checks.length > 0 &&
        html`<details>
          <summary class="small">Its ${checks.length} checks, in its order</summary>
          <ol class="judge-checks">
            ${checks.map((check) => html`<${CheckOf} check=${check} />`)}
          </ol>
        </details>`
      }
    </li>
  `
}

const CHECK_MARKS: Record<JudgedCheck['outcome'], { mark: MarkName; word: string }> = {
  passed: { mark: 'good', word: 'passed' },
  failed: { mark: 'refused', word: 'failed' },
  'never-reached': { mark: 'skipped', word: 'never reached' },
  'nothing-to-check': { mark: 'not-configured', word: 'nothing to check' },
}

const CheckOf = ({ check: { check, rule, outcome, reason } }: { check: JudgedCheck }): View => {
  const { mark, word } = CHECK_MARKS[outcome]
  return html`
    <li class=${outcome}>
      <span><code>${check}</code> <${Mark} outcome=${mark} word=${word} /></span>
      <span class="rule foreign">${rule}${reason !== undefined && html` <strong>${reason}</strong>`}</span>
    </li>
  `
}

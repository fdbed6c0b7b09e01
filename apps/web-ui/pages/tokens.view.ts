import { CLAIM_WORDS } from '#core/page/claim-words'
import { Checks } from '#core/page/checks.view'
import { html, type View } from '#core/page/html'
import { Mark, type MarkName } from '#core/page/mark.view'
import { Members } from '#core/page/token.view'
import type { ClaimHint, JudgedToken, Visit } from '../login/visit.ts'

const TOKEN_MARKS: Record<JudgedToken['outcome'], [mark: MarkName, word: string]> = {
  good: ['good', 'believed'],
  refused: ['refused', 'not believed'],
  'cannot-decide': ['cannot-decide', 'cannot decide'],
  absent: ['not-configured', 'not there'],
}

/** A token: what became of it, its claims if it is believed, and each check. */
export function JudgedTokenView({ token, now }: { token: JudgedToken; now: number }): View {
  const [mark, word] = TOKEN_MARKS[token.outcome]
  return html`
    <section class="card stack" aria-label=${`The ${token.what}`}>
      <h2>The ${token.what}</h2>
      <p class="row"><${Mark} outcome=${mark} word=${word} /><span class="quiet">${token.from}</span></p>
      <p>${token.sentence}</p>
      ${token.claims && html`<${Members} value=${token.claims} words=${CLAIM_WORDS} now=${now} />`}
      ${
        token.checks.length > 0 &&
        html`<details>
          <summary>${token.checks.length} checks</summary>
          <${Checks} checks=${token.checks} />
        </details>`
      }
    </section>
  `
}

const HINT_MARKS: Record<ClaimHint['outcome'], [mark: MarkName, word: string]> = {
  same: ['good', 'the ID token says the same'],
  differs: ['refused', 'the ID token says something else'],
  unproven: ['cannot-decide', 'nothing proves it'],
}

/** Headers that repeat claims: for a reader to compare, and never used. */
export const Hints = ({ hints }: Pick<Visit, 'hints'>): View => html`
  <section class="card stack" aria-label="What headers say besides">
    <h2>What headers say besides</h2>
    <p class="quiet">
      A gateway can write claims into headers of their own. Nobody signs those, so this page compares them and uses
      none.
    </p>
    <ul class="stack">
      ${hints.map(
        ({ header, said, outcome }) => html`
          <li class="stack tight">
            <p><code>${header}</code> <span class="foreign">${said}</span></p>
            <p class="small"><${Mark} outcome=${HINT_MARKS[outcome][0]} word=${HINT_MARKS[outcome][1]} /></p>
          </li>
        `,
      )}
    </ul>
  </section>
`

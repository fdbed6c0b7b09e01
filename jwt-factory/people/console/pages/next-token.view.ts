import { html, type View } from '#core/page/html'
import type { NextToken, NextTokens } from '../../admin/next-tokens.ts'
import { compareClaims, type ComparedClaim } from './claims-compared.ts'

type ToldByToken = Readonly<Record<string, unknown>>

/** What the next token of somebody says, but for its dates and its id. */
export const NextTokenSays = ({ claims }: { claims: ToldByToken }): View => html`
  <section class="card stack next-token" aria-label="The next token">
    <h2>The next token says</h2>
    <${ClaimList} claims=${compareClaims(claims, claims)} side="after" />
    <p class="quiet small">Its dates and its id are new each time.</p>
  </section>
`

export interface TokensComparedProps {
  tokens: NextTokens
  /** Whether it has been done. */
  isDone: boolean
}

/** Whose next token says something else, before and after, beside each other. */
export function TokensCompared({ tokens: { people, more }, isDone }: TokensComparedProps): View {
  const count = people.length + more
  if (count === 0)
    return html`<p class="card quiet">No token ${isDone ? 'says' : 'will say'} anything else because of it.</p>`
  if (people.length === 0)
    return html`
      <p class="card">
        <strong>${count === 1 ? 'One person gets' : `${count} people get`} another token.</strong> Who that is, and what
        it says, is for whoever reads users (s, u or U) and claims.
      </p>
    `
  return html`
    <section class="stack" aria-label="The next tokens">
      <h2>What the next ${count === 1 ? 'token says' : `${count} tokens say`}</h2>
      ${people.map((one) => html`<${OneCompared} key=${one.id} token=${one} isDone=${isDone} />`)}
      ${more > 0 && html`<p class="quiet">and those of ${more} more people</p>`}
    </section>
  `
}

function OneCompared({ token, isDone }: { token: NextToken; isDone: boolean }): View {
  const { username, before, after } = token
  const claims = compareClaims(before, after)
  return html`
    <div class="stack-small">
      <h3 class="foreign">${username}</h3>
      <div class="before-after">
        <section aria-label="Before">
          <h4>before</h4>
          ${before ? html`<${ClaimList} claims=${claims} side="before" />` : html`<p class="quiet">no token: not there yet</p>`}
        </section>
        <section aria-label="After">
          <h4>${isDone ? 'from now on' : 'after'}</h4>
          ${after ? html`<${ClaimList} claims=${claims} side="after" />` : html`<p class="quiet">no token: no longer there</p>`}
        </section>
      </div>
    </div>
  `
}

/** A sign and a word for each, beside the colour. */
const SIGNS: Record<ComparedClaim['outcome'], { before: string; after: string; word: string }> = {
  same: { before: '', after: '', word: '' },
  added: { before: '', after: '+', word: 'new' },
  removed: { before: '−', after: '', word: 'goes' },
  changed: { before: '−', after: '+', word: 'another value' },
}

/** Both sides have a row for each claim, so that the same claim stands at the same height. */
function ClaimList({ claims, side }: { claims: readonly ComparedClaim[]; side: 'before' | 'after' }): View {
  if (claims.length === 0) return html`<p class="quiet small">no claims</p>`
  return html`
    <dl class="token-claims">
      ${claims.map(({ name, outcome, ...texts }) => {
        const text = texts[side]
        if (text === undefined)
          return html`<div aria-hidden="true" class="not-there">
            <dt></dt>
            <dd>${' '}</dd>
          </div>`
        return html`
          <div class=${outcome}>
            <dt>
              <span class="sign" aria-hidden="true">${SIGNS[outcome][side]}</span><span class="foreign">${name}</span>
            </dt>
            <dd>
              <span class="foreign">${text}</span
              >${outcome !== 'same' && html`<span class="unseen">${` ${SIGNS[outcome].word}`}</span>`}
            </dd>
          </div>
        `
      })}
    </dl>
  `
}

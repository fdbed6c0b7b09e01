import { html, type View } from '#core/page/html'
import { STOKE_LETTERS } from '../../admin/stoke-letters.ts'
import { stokeLettersOf, type Visitor } from '../admin-visit.ts'
import { NewPassword, TextField } from './fields.view.ts'
import { FormToken } from './frame.view.ts'
import { NextTokenSays } from './next-token.view.ts'

export interface AccountProps {
  visitor: Visitor
  version: number
  claims: Readonly<Record<string, unknown>>
}

/** Whoever is logged in: what their next token says, and what they may change about themselves. */
export const AccountPage = ({ visitor, version, claims }: AccountProps): View => html`
  <h1 class="foreign">${visitor.person.username}</h1>
  <div class="admin-entry">
    <div class="stack">
      <form class="card stack" method="post" action="/admin/account">
        <h2>How you are called</h2>
        <${FormToken} visitor=${visitor} />
        <input type="hidden" name="version" value=${String(version)} />
        <div class="admin-fields">
          <${TextField} name="firstName" label="First name" value=${visitor.person.firstName} />
          <${TextField} name="lastName" label="Last name" value=${visitor.person.lastName} />
        </div>
        <div class="row"><button type="submit">See what it does</button></div>
      </form>
      ${
        visitor.person.source === 'LOCAL'
          ? html`<${OwnPassword} visitor=${visitor} />`
          : html`<p class="card quiet">Your password is not kept here, but in ${visitor.person.source}.</p>`
      }
    </div>
    <div class="stack">
      <section class="card stack">
        <h2>What you may do here</h2>
        <${Letters} letters=${stokeLettersOf(visitor.person)} />
        <p><a href="/admin/rights">All letters</a></p>
      </section>
      <${NextTokenSays} claims=${claims} />
    </div>
  </div>
`

const OwnPassword = ({ visitor }: { visitor: Visitor }): View => html`
  <form class="card stack" method="post" action="/admin/account/password">
    <h2>Another password</h2>
    <${FormToken} visitor=${visitor} />
    <span class="unseen" aria-hidden="true">
      <input name="username" value=${visitor.person.username} autocomplete="username" tabindex="-1" readonly />
    </span>
    <label class="field"
      ><span>Old password</span><input name="old" type="password" autocomplete="current-password" required
    /></label>
    <${NewPassword} />
    <p class="small quiet">All your other sessions and all refresh values end.</p>
    <div class="row"><button type="submit">Change the password</button></div>
  </form>
`

const WORDS: Readonly<Record<string, string>> = STOKE_LETTERS

/** Letters of the claim `stk`, each with what it is for. */
export const Letters = ({ letters }: { letters: readonly string[] }): View =>
  letters.length === 0
    ? html`<p class="quiet">
        No letter of the claim <code>stk</code>: you may change your own name and password, and nothing else.
      </p>`
    : html`<ul class="stack-small">
        ${letters.map((letter) => html`<li><span class="chip letter foreign">${letter}</span>${` ${Object.hasOwn(WORDS, letter) ? WORDS[letter] : 'means nothing here'}`}</li>`)}
      </ul>`

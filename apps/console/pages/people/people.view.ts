import type { ToldPeople, ToldPeopleNote, ToldPerson } from '#core/control/told-people'
import { CLAIM_WORDS } from '#core/page/claim-words'
import { html, type View } from '#core/page/html'
import { KeyDrawing } from '#core/page/key-drawing.view'
import { Mark } from '#core/page/mark.view'
import { clockText } from '#core/page/time-text'
import { Members } from '#core/page/token.view'
import type { PeoplePageState } from './people-state.ts'

/** Who there is, what each one's next token says, the keys, and the last logins and refusals. */
export const PeopleView = ({ state: { now, adminUrl } }: { state: PeoplePageState }): View => html`
  <div class="people-page">
    <div class="stack text">
      <h1>People</h1>
      <p class="quiet">
        People log in at the factory with a password, and get tokens that say what their groups say. Admins look after
        them <a href=${adminUrl}>in their own console</a>: with the examples, log in there as <code>stoke</code>,
        password <code>admin</code>.
      </p>
    </div>
    ${now.trouble !== undefined && html`<p class="card foreign" role="status">${now.trouble}</p>`}
    ${now.told && html`<${Told} told=${now.told} />`}
  </div>
`

const Told = ({ told }: { told: ToldPeople }): View => html`
  <div class="people-told">
    ${
      told.dialect === 'stoke' &&
      html`<p class="card says refused">
        dialect: stoke. Tokens are renewed as often as they come, live longer than their key, and all refusals are 401.
      </p>`
    }
    <section class="stack">
      <h2>The keys that sign for them</h2>
      <p class="quiet small">A token lives for D. At T, the key that signs now leaves the set.</p>
      <${KeyDrawing} line=${told.line} />
    </section>
    <section class="stack">
      <h2>What their next tokens say</h2>
      ${told.people.length === 0 && html`<p class="empty">Nobody yet.</p>`}
      <ul class="people-cards">
        ${told.people.map((person) => html`<li class="card stack" key=${person.username}><${Person} person=${person} /></li>`)}
      </ul>
      ${told.count > told.people.length && html`<p class="quiet small">and ${told.count - told.people.length} more</p>`}
    </section>
    <section class="stack">
      <h2>What was last</h2>
      ${told.last.length === 0 && html`<p class="empty">Nobody has logged in yet, and nothing was refused.</p>`}
      <ol class="people-last">
        ${told.last.map((note) => html`<li><${LastNote} note=${note} /></li>`)}
      </ol>
    </section>
  </div>
`

const Person = ({ person: { username, called, groups, claims } }: { person: ToldPerson }): View => html`
  <div class="stack">
    <div>
      <h3 class="foreign">${username}</h3>
      <p class="small quiet foreign">${[called, ...groups].join(' · ')}</p>
    </div>
    <div class="part payload-part"><${Members} value=${claims} words=${CLAIM_WORDS} /></div>
  </div>
`

function LastNote({ note }: { note: ToldPeopleNote }): View {
  const { at, what, isRefused, who, on, reason } = note
  return html`
    <p class="people-note">
      <time class="mono quiet small">${clockText(at)}</time>
      <${Mark} outcome=${isRefused ? 'refused' : 'good'} word=${what.replaceAll('-', ' ')} />
      <strong class="foreign">${who}</strong>
      <span class="small quiet foreign">${[on !== who && on, reason].filter(Boolean).join(' · ')}</span>
    </p>
  `
}

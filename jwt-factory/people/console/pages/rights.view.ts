import { html, type View } from '#core/page/html'
import {
  ADMIN_ACTIONS,
  mayAdminister,
  STOKE_CLAIM,
  STOKE_LETTERS,
  type AdminAction,
} from '../../admin/stoke-letters.ts'

export interface RightsProps {
  /** Of whoever looks. */
  mine: readonly string[]
  /** Who has which letters. Absent: not for whoever looks. */
  holders?: readonly { id: number; username: string; letters: readonly string[] }[]
}

const ACTION_WORDS: Record<AdminAction, string> = {
  'read-users': 'Read users, and their groups',
  'change-users': 'Change users, set passwords',
  'read-groups': 'Read groups, and their links',
  'change-groups': 'Change groups and links',
  'read-claims': 'Read claims',
  'change-claims': 'Change claims',
  'see-totals': 'See how many there are',
  'read-metrics': 'Read metrics and the log',
  'read-audit': 'Read the audit log',
}

const LETTERS = Object.keys(STOKE_LETTERS)

/** Who may do what: each letter of the claim `stk`, each thing to do. */
export const Rights = ({ mine, holders }: RightsProps): View => html`
  <div class="stack text">
    <h1>Who may do what</h1>
    <p>
      By the letters of the claim <code>stk</code>, with commas between them. They are read from the directory at each
      request: whoever leaves a group may do nothing more at once. Nobody gives a letter that lets others do more than
      they may do themselves.
    </p>
  </div>
  <div class="table-frame">
    <table class="admin-table rights">
      <caption class="unseen">
        Letters, and what they let people do
      </caption>
      <thead>
        <tr>
          <th scope="col">To do</th>
          ${LETTERS.map((letter) => html`<th scope="col" class=${mine.includes(letter) ? 'mine' : undefined}><code>${letter}</code>${mine.includes(letter) && html`<span class="unseen"> (yours)</span>`}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${ADMIN_ACTIONS.map(
          (action) => html`
            <tr>
              <th scope="row">${ACTION_WORDS[action]}</th>
              ${LETTERS.map((letter) => html`<td class=${mine.includes(letter) ? 'mine' : undefined}><${May} may=${mayAdminister({ [STOKE_CLAIM]: letter }, action)} /></td>`)}
            </tr>
          `,
        )}
      </tbody>
    </table>
  </div>
  ${
    holders &&
    html`
      <section class="stack" aria-label="Who has letters">
        <h2>Who has letters</h2>
        <ul class="letter-holders">
          ${holders.slice(0, MOST_HOLDERS).map(
            ({ id, username, letters }) => html`
              <li>
                <a class="foreign" href=${`/admin/users/${id}`}>${username}</a>
                <span class="chips"
                  >${letters.map((letter) => html`<span class="chip letter foreign">${letter}</span>`)}</span
                >
              </li>
            `,
          )}
        </ul>
        ${holders.length > MOST_HOLDERS && html`<p class="quiet">and ${holders.length - MOST_HOLDERS} more</p>`}
      </section>
    `
  }
`

/** As many as one looks through. */
const MOST_HOLDERS = 50

const May = ({ may }: { may: boolean }): View =>
  may
    ? html`<span class="yes"><span aria-hidden="true">✓</span><span class="unseen">yes</span></span>`
    : html`<span class="no"><span aria-hidden="true">·</span><span class="unseen">no</span></span>`

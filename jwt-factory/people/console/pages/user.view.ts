import { html, type View } from '#core/page/html'
import { dateText } from '#core/page/time-text'
import type { DirectoryPerson } from '../../directory/document.ts'
import type { Visitor } from '../admin-visit.ts'
import { Chips, NewPassword, TextField, Ticks, type Tick } from './fields.view.ts'
import { FormToken, Withheld } from './frame.view.ts'
import { NextTokenSays } from './next-token.view.ts'

export interface UserPageProps {
  visitor: Visitor
  /** Absent: a new one. */
  user?: DirectoryPerson
  version: number
  groups: readonly Tick[]
  /** Absent: not for whoever looks. */
  claims?: Readonly<Record<string, unknown>>
  mayChange: boolean
}

/** Somebody, with their groups, and what their next token says. */
export function UserPage(props: UserPageProps): View {
  const { user, visitor, claims, mayChange } = props
  if (!user)
    return html`<h1>New user</h1>
      <${UserFields} ...${props} />`
  return html`
    <div class="admin-head">
      <h1 class="foreign">${user.username}</h1>
      <p class="small quiet">
        made ${dateText(user.createdAt)} · password ${user.source === 'LOCAL' ? 'kept here' : `in ${user.source}`}
      </p>
    </div>
    <div class="admin-entry">
      <div class="stack">${mayChange ? html`<${UserFields} ...${props} />` : html`<${UserRead} ...${props} />`}</div>
      <div class="stack">
        ${
          claims
            ? html`<${NextTokenSays} claims=${claims} />`
            : html`<p class="card quiet">What their tokens say is for whoever reads claims (s, c, C, G or U).</p>`
        }
        ${mayChange && user.source === 'LOCAL' && html`<${OtherPassword} user=${user} visitor=${visitor} />`}
        ${mayChange && html`<${RemoveUser} user=${user} visitor=${visitor} />`}
      </div>
    </div>
  `
}

const UserFields = ({ user, visitor, version, groups }: UserPageProps): View => html`
  <form class="card stack" method="post" action=${user ? `/admin/users/${user.id}` : '/admin/users'}>
    <${FormToken} visitor=${visitor} />
    <input type="hidden" name="version" value=${String(version)} />
    <div class="admin-fields">
      <${TextField} name="username" label="Name to log in with" value=${user?.username} />
      <${TextField} name="email" label="E-mail address" value=${user?.email} />
      <${TextField} name="firstName" label="First name" value=${user?.firstName} />
      <${TextField} name="lastName" label="Last name" value=${user?.lastName} />
    </div>
    <${Ticks} name="groups" legend="Groups" all=${groups} ticked=${user?.groups ?? []} none="There is no group yet." />
    <div class="row">
      <button class="main" type="submit">See what it does</button
      ><span class="small quiet">nothing is changed by that</span>
    </div>
  </form>
`

const UserRead = ({ user, groups }: UserPageProps): View => html`
  <section class="card stack">
    <dl class="fields-read">
      <div>
        <dt>Name to log in with</dt>
        <dd class="foreign">${user?.username}</dd>
      </div>
      <div>
        <dt>E-mail address</dt>
        <dd class="foreign">${user?.email}</dd>
      </div>
      <div>
        <dt>First name</dt>
        <dd class="foreign">${user?.firstName}</dd>
      </div>
      <div>
        <dt>Last name</dt>
        <dd class="foreign">${user?.lastName}</dd>
      </div>
    </dl>
    <div>
      <h3>Groups</h3>
      <${Chips}
        names=${groups.filter(({ id }) => user?.groups.includes(id)).map(({ name }) => name)}
        none="in no group"
      />
    </div>
    <${Withheld} what="Change" why="needs the letter U" />
  </section>
`

/** One's own is changed with the old one. */
const OtherPassword = ({ user, visitor }: { user: DirectoryPerson; visitor: Visitor }): View =>
  user.id === visitor.person.id
    ? html`<p class="card"><a href="/admin/account">Change your own password</a></p>`
    : html`<${ForcedPassword} user=${user} visitor=${visitor} />`

const ForcedPassword = ({ user, visitor }: { user: DirectoryPerson; visitor: Visitor }): View => html`
  <form class="card stack" method="post" action=${`/admin/users/${user.id}/password`}>
    <h2>Another password</h2>
    <${FormToken} visitor=${visitor} />
    <p class="small quiet">Without asking for the old one. All sessions and refresh values of this user end.</p>
    <${NewPassword} />
    <div class="row"><button type="submit">Set the password</button></div>
  </form>
`

const RemoveUser = ({ user, visitor }: { user: DirectoryPerson; visitor: Visitor }): View => html`
  <form class="card admin-danger" method="post" action=${`/admin/users/${user.id}/remove`}>
    <${FormToken} visitor=${visitor} />
    <p><strong>Remove this user</strong><br /><span class="small quiet">Sessions end, and nothing is renewed.</span></p>
    <button class="danger" type="submit">Remove …</button>
  </form>
`

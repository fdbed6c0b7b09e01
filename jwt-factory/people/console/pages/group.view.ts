import { html, type View } from '#core/page/html'
import type { DirectoryGroup, DirectoryLink } from '../../directory/document.ts'
import type { Visitor } from '../admin-visit.ts'
import { Chips, TextField, Ticks, type Tick } from './fields.view.ts'
import { FormToken, Withheld } from './frame.view.ts'

export interface GroupPageProps {
  visitor: Visitor
  /** Absent: a new one. */
  group?: DirectoryGroup
  version: number
  /** Absent: not for whoever looks. */
  claims?: readonly Tick[]
  users?: readonly Tick[]
  /** Ids. */
  members: readonly number[]
  links: readonly DirectoryLink[]
  mayChange: boolean
}

/** A group: its claims, its members, and which groups of other directories lead into it. */
export function GroupPage(props: GroupPageProps): View {
  const { group, mayChange } = props
  if (!group)
    return html`<h1>New group</h1>
      <${GroupFields} ...${props} />`
  return html`
    <h1 class="foreign">${group.name}</h1>
    <div class="admin-entry">
      <div class="stack">${mayChange ? html`<${GroupFields} ...${props} />` : html`<${GroupRead} ...${props} />`}</div>
      <div class="stack">
        <${Links} ...${props} />
        ${mayChange && html`<${RemoveGroup} ...${props} />`}
      </div>
    </div>
  `
}

const GroupFields = ({ group, visitor, version, claims, users, members }: GroupPageProps): View => html`
  <form class="card stack" method="post" action=${group ? `/admin/groups/${group.id}` : '/admin/groups'}>
    <${FormToken} visitor=${visitor} />
    <input type="hidden" name="version" value=${String(version)} />
    <div class="admin-fields">
      <${TextField} name="name" label="Name" value=${group?.name} />
      <${TextField}
        name="description"
        label="What it is for"
        value=${group?.description}
        isLong=${true}
        isOptional=${true}
      />
    </div>
    ${claims && html`<${Ticks} name="claims" legend="Claims of its members" all=${claims} ticked=${group?.claims ?? []} none="There is no claim yet." />`}
    ${
      users
        ? html`<${Ticks} name="users" legend="Members" all=${users} ticked=${members} none="There is no user yet." />`
        : html`<p class="small quiet">
            ${members.length} members; who they are is for whoever reads users (s, u or U).
          </p>`
    }
    <div class="row">
      <button class="main" type="submit">See what it does</button
      ><span class="small quiet">nothing is changed by that</span>
    </div>
  </form>
`

const GroupRead = ({ group, claims, users, members }: GroupPageProps): View => html`
  <section class="card stack">
    <p class="foreign">${group?.description}</p>
    <div>
      <h2>Claims</h2>
      ${claims ? html`<${Chips} names=${claims.filter(({ id }) => group?.claims.includes(id)).map(({ name, note }) => note ?? name)} none="no claims" />` : html`<p class="small quiet">for whoever reads claims (s, c, C, G or U)</p>`}
    </div>
    <div>
      <h2>Members</h2>
      ${users ? html`<${Chips} names=${users.filter(({ id }) => members.includes(id)).map(({ name }) => name)} none="nobody" />` : html`<p class="small quiet">${members.length}; who they are is for whoever reads users (s, u or U)</p>`}
    </div>
    <${Withheld} what="Change" why="needs the letter G" />
  </section>
`

const Links = ({ group, visitor, links, mayChange }: GroupPageProps): View => html`
  <section class="card stack" aria-label="Links">
    <h2>Groups of other directories</h2>
    <p class="small quiet">Whoever is in one of them over there comes into this group at their next login.</p>
    ${links.length === 0 && html`<p class="small quiet">none</p>`}
    <ul class="link-list">
      ${links.map(
        ({ id, type, resource }) => html`
          <li class="admin-danger">
            <span><strong>${type}</strong> <code class="foreign">${resource}</code></span>
            ${
              mayChange &&
              html`<form method="post" action=${`/admin/links/${id}/remove`}>
                <${FormToken} visitor=${visitor} /><button
                  class="small"
                  type="submit"
                  aria-label=${`Remove the link to ${resource}`}
                >
                  Remove …
                </button>
              </form>`
            }
          </li>
        `,
      )}
    </ul>
    ${
      mayChange &&
      html`
        <form class="stack" method="post" action=${`/admin/groups/${group?.id}/links`}>
          <${FormToken} visitor=${visitor} />
          <div class="admin-fields">
            <${TextField} name="type" label="Directory" value="LDAP" hint="LDAP, LDAP:provider or OIDC:provider" />
            <${TextField} name="resource" label="Group over there" isLong=${true} hint="with OIDC: claim=value" />
          </div>
          <div class="row"><button type="submit">Link</button></div>
        </form>
      `
    }
  </section>
`

const RemoveGroup = ({ group, visitor }: GroupPageProps): View => html`
  <form class="card admin-danger" method="post" action=${`/admin/groups/${group?.id}/remove`}>
    <${FormToken} visitor=${visitor} />
    <p>
      <strong>Remove this group</strong><br /><span class="small quiet">Its members stay, without its claims.</span>
    </p>
    <button class="danger" type="submit">Remove …</button>
  </form>
`

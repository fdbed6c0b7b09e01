import { html, type View } from '#core/page/html'
import type { DirectoryGroup } from '../../directory/document.ts'
import { Withheld } from './frame.view.ts'
import { PageLinks, type ListPart } from './list.view.ts'

export interface GroupsProps {
  groups: ListPart<DirectoryGroup & { members: number; claimTexts: readonly string[] }>
  mayChange: boolean
}

/** Who has claims together. */
export const GroupsView = ({ groups, mayChange }: GroupsProps): View => html`
  <div class="admin-head">
    <h1>Groups</h1>
    ${
      mayChange
        ? html`<a class="button" href="/admin/groups/new">New group</a>`
        : html`<${Withheld} what="New group" why="needs the letter G" />`
    }
  </div>
  <${PageLinks} part=${groups} path="/admin/groups" />
  <div class="table-frame">
    <table class="admin-table">
      <caption class="unseen">
        Groups
      </caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">For</th>
          <th scope="col">Claims</th>
          <th scope="col">Members</th>
        </tr>
      </thead>
      <tbody>
        ${groups.shown.map(
          ({ id, name, description, members, claimTexts }) => html`
            <tr>
              <th scope="row" data-label="Name"><a class="foreign" href=${`/admin/groups/${id}`}>${name}</a></th>
              <td data-label="For"><span class="foreign">${description}</span></td>
              <td data-label="Claims"><code class="foreign">${claimTexts.join(' ') || 'none'}</code></td>
              <td data-label="Members">${members}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  </div>
`

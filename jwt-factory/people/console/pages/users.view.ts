import { html, type View } from '#core/page/html'
import type { DirectoryPerson } from '../../directory/document.ts'
import { Withheld } from './frame.view.ts'
import { PageLinks, type ListPart } from './list.view.ts'

export interface UsersProps {
  users: ListPart<DirectoryPerson & { groupNames: readonly string[] }>
  mayChange: boolean
}

/** Everybody who can log in. */
export const UsersView = ({ users, mayChange }: UsersProps): View => html`
  <div class="admin-head">
    <h1>Users</h1>
    ${
      mayChange
        ? html`<a class="button" href="/admin/users/new">New user</a>`
        : html`<${Withheld} what="New user" why="needs the letter U" />`
    }
  </div>
  <${PageLinks} part=${users} path="/admin/users" />
  <div class="table-frame">
    <table class="admin-table">
      <caption class="unseen">
        Users
      </caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Called</th>
          <th scope="col">E-mail</th>
          <th scope="col">Groups</th>
          <th scope="col">Password</th>
        </tr>
      </thead>
      <tbody>
        ${users.shown.map(
          ({ id, username, firstName, lastName, email, groupNames, source }) => html`
            <tr>
              <th scope="row" data-label="Name"><a class="foreign" href=${`/admin/users/${id}`}>${username}</a></th>
              <td data-label="Called"><span class="foreign">${`${firstName} ${lastName}`}</span></td>
              <td data-label="E-mail"><span class="foreign">${email}</span></td>
              <td data-label="Groups">
                <span class="foreign">${groupNames.join(', ') || html`<span class="quiet">none</span>`}</span>
              </td>
              <td data-label="Password">${source === 'LOCAL' ? 'here' : source}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  </div>
`

import { route, type Route } from '#core/http/routes'
import { html } from '#core/page/html'
import { changeOf, removeOf } from '../admin/admin-change.ts'
import type { TellsClaims } from '../admin/next-tokens.ts'
import { entryWithId } from '../directory/changes.ts'
import { claimsOfPerson } from '../directory/claims-of-person.ts'
import type { DirectoryDocument } from '../directory/document.ts'
import { askerOf } from '../routes/answer-person.ts'
import type { AdminDoor } from './admin-door.ts'
import type { AdminVisit } from './admin-visit.ts'
import { administratorOf, changeByForm, type ChangeParts } from './change-by-form.ts'
import { newPasswordOf, setPasswordByForm, type FormPasswordParts } from './form-password.ts'
import { NewPassword } from './pages/fields.view.ts'
import { AdminSays } from './pages/frame.view.ts'
import { partOfList } from './pages/list.view.ts'
import { UserPage } from './pages/user.view.ts'
import { UsersView } from './pages/users.view.ts'
import type { AdminForm } from './session/admin-form.ts'
import { idInPath } from './id-in-path.ts'

export interface UserPagesParts extends ChangeParts, FormPasswordParts {
  tells: TellsClaims
}

/** Users, each with their groups, their password, and what their next token says. */
export function userPages(parts: UserPagesParts, { look, take }: AdminDoor): Route[] {
  const { administration, accounts, tells, asking } = parts

  async function showUser(visit: AdminVisit, id?: number): Promise<void> {
    const { visitor } = visit
    const document = await administration.read(administratorOf(visit), 'read-users')
    const user = id === undefined ? undefined : entryWithId(document, 'users', id)
    const told = user && { ...user, claims: claimsOfPerson(document, user) }
    const seesClaims = visitor.may('read-claims') || visitor.person.id === id
    await visit.show(
      user?.username ?? 'New user',
      UserPage({
        visitor,
        version: document.version,
        groups: document.groups.map(({ id: group, name }) => ({ id: group, name })),
        mayChange: visitor.may('change-users'),
        ...(user && { user }),
        ...(told && seesClaims && { claims: tells(told) }),
      }),
    )
  }

  return [
    route(
      'GET /admin/users',
      'all users',
      look(async (visit) => {
        const document = await administration.read(administratorOf(visit), 'read-users')
        const names = new Map(document.groups.map(({ id, name }) => [id, name]))
        const users = partOfList(document.users, (user) => [user.username, user.email, user.firstName, user.lastName].join('\n'), visit.request.query) // prettier-ignore
        const shown = users.shown.map((user) => ({ ...user, groupNames: user.groups.map((id) => names.get(id) ?? '') }))
        await visit.show(
          'Users',
          UsersView({ users: { ...users, shown }, mayChange: visit.visitor.may('change-users') }),
        )
      }),
    ),
    route(
      'GET /admin/users/new',
      'the form for a new user',
      look((visit) => showUser(visit)),
    ),
    route(
      'GET /admin/users/:id',
      'a user, and what they can have',
      look((visit) => showUser(visit, idInPath(visit))),
    ),
    route(
      'POST /admin/users',
      'adds a user',
      ...take(async (visit, form) => {
        const account = userFields(form)
        const { request, response } = visit
        await changeByForm(visit, form, parts, {
          title: `Add the user ${account.username}`,
          change: accounts.draft(account),
          back: '/admin/users',
          backTo: (id) => `/admin/users/${id}`,
          last: {
            fields: NewPassword(),
            complete: () =>
              accounts.addition(
                administratorOf(visit),
                account,
                newPasswordOf(form),
                askerOf(request, response, asking),
              ),
          },
        })
      }),
    ),
    route(
      'POST /admin/users/:id',
      'changes a user',
      ...take(async (visit, form) => {
        const id = idInPath(visit)
        const fields = userFields(form)
        const { groups: _groups, ...texts } = fields
        const change = changeOf('users', id, form.has('with-groups') ? fields : texts)
        await changeByForm(visit, form, parts, { title: `Change the user ${fields.username}`, change, back: `/admin/users/${id}` }) // prettier-ignore
      }),
    ),
    route(
      'POST /admin/users/:id/password',
      'gives a user another password',
      ...take(async (visit, form) => {
        const id = idInPath(visit)
        const document = await setPasswordByForm(visit, form, parts, { id })
        await visit.show('Password set', passwordSet(document, id))
      }),
    ),
    route(
      'POST /admin/users/:id/remove',
      'removes a user',
      ...take(async (visit, form) => {
        const id = idInPath(visit)
        const document = await administration.read(administratorOf(visit), 'read-users')
        const { username } = entryWithId(document, 'users', id)
        const asked = { title: `Remove the user ${username}`, change: removeOf('users', id), isDanger: true }
        await changeByForm(visit, form, parts, { ...asked, back: `/admin/users/${id}`, backTo: () => '/admin/users' })
      }),
    ),
  ]
}

const userFields = (form: AdminForm) => ({
  username: form.text('username'),
  email: form.text('email'),
  firstName: form.text('firstName'),
  lastName: form.text('lastName'),
  groups: form.ids('groups'),
})

const passwordSet = (document: DirectoryDocument, id: number) => html`
  <h1>Another password for <span class="foreign">${entryWithId(document, 'users', id).username}</span></h1>
  <${AdminSays} outcome="good">
    <p>
      <strong>Saved.</strong> The old password, all sessions of this user and all refresh values are over. What their
      tokens say stays as it is.
    </p>
  <//>
  <p><a class="button" href=${`/admin/users/${id}`}>Go on</a></p>
`

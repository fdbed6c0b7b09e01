import { route, type Route } from '#core/http/routes'
import { addOf, changeOf, removeOf } from '../admin/admin-change.ts'
import { entryWithId } from '../directory/changes.ts'
import type { DirectoryDocument } from '../directory/document.ts'
import type { AdminDoor } from './admin-door.ts'
import type { AdminVisit } from './admin-visit.ts'
import { administratorOf, changeByForm, type ChangeParts } from './change-by-form.ts'
import { idInPath } from './id-in-path.ts'
import { GroupPage } from './pages/group.view.ts'
import { GroupsView } from './pages/groups.view.ts'
import { partOfList } from './pages/list.view.ts'
import type { AdminForm } from './session/admin-form.ts'

/** Groups, each with its claims, its members, and its links to other directories. */
export function groupPages(parts: ChangeParts, { look, take }: AdminDoor): Route[] {
  const { administration } = parts

  async function showGroup(visit: AdminVisit, id?: number): Promise<void> {
    const { visitor } = visit
    const document = await administration.read(administratorOf(visit), 'read-groups')
    const group = id === undefined ? undefined : entryWithId(document, 'groups', id)
    await visit.show(
      group?.name ?? 'New group',
      GroupPage({
        visitor,
        version: document.version,
        members: id === undefined ? [] : idsOfMembers(document, id),
        links: document.links.filter((link) => link.group === id),
        mayChange: visitor.may('change-groups'),
        ...(group && { group }),
        ...(visitor.may('read-claims') && { claims: document.claims.map((claim) => ({ id: claim.id, name: claim.name, note: `${claim.shortName}=${claim.value}` })) }), // prettier-ignore
        ...(visitor.may('read-users') && { users: document.users.map((user) => ({ id: user.id, name: user.username })) }), // prettier-ignore
      }),
    )
  }

  async function nameOf(visit: AdminVisit, id: number): Promise<string> {
    return entryWithId(await administration.read(administratorOf(visit), 'read-groups'), 'groups', id).name
  }

  return [
    route(
      'GET /admin/groups',
      'all groups',
      look(async (visit) => {
        const document = await administration.read(administratorOf(visit), 'read-groups')
        const { visitor, request } = visit
        const texts = new Map(document.claims.map(({ id, shortName, value }) => [id, `${shortName}=${value}`]))
        const groups = partOfList(document.groups, ({ name, description }) => `${name}\n${description}`, request.query)
        const shown = groups.shown.map((group) => ({
          ...group,
          members: idsOfMembers(document, group.id).length,
          claimTexts: visitor.may('read-claims') ? group.claims.map((id) => texts.get(id) ?? '') : ['…'],
        }))
        await visit.show('Groups', GroupsView({ groups: { ...groups, shown }, mayChange: visitor.may('change-groups') })) // prettier-ignore
      }),
    ),
    route(
      'GET /admin/groups/new',
      'the form for a new group',
      look((visit) => showGroup(visit)),
    ),
    route(
      'GET /admin/groups/:id',
      'a group, and who is in it',
      look((visit) => showGroup(visit, idInPath(visit))),
    ),
    route(
      'POST /admin/groups',
      'adds a group',
      ...take((visit, form) => {
        const fields = { ...groupTexts(form), claims: form.ids('claims') }
        const change = addOf('groups', fields, membersOfForm(form))
        return changeByForm(visit, form, parts, { title: `Add the group ${fields.name}`, change, back: '/admin/groups', backTo: pathOfGroup }) // prettier-ignore
      }),
    ),
    route(
      'POST /admin/groups/:id',
      'changes a group',
      ...take((visit, form) => {
        const id = idInPath(visit)
        const fields = { ...groupTexts(form), ...(form.has('with-claims') && { claims: form.ids('claims') }) }
        const change = changeOf('groups', id, fields, membersOfForm(form))
        return changeByForm(visit, form, parts, { title: `Change the group ${fields.name}`, change, back: `/admin/groups/${id}` }) // prettier-ignore
      }),
    ),
    route(
      'POST /admin/groups/:id/links',
      'links a group of another directory',
      ...take((visit, form) => {
        const group = idInPath(visit)
        const fields = { type: form.text('type'), resource: form.text('resource'), group }
        const back = `/admin/groups/${group}`
        const asked = { title: `Link ${fields.resource}`, change: addOf('links', fields), back, backTo: () => back }
        return changeByForm(visit, form, parts, asked)
      }),
    ),
    route(
      'POST /admin/groups/:id/remove',
      'removes a group',
      ...take(async (visit, form) => {
        const id = idInPath(visit)
        const asked = {
          title: `Remove the group ${await nameOf(visit, id)}`,
          change: removeOf('groups', id),
          isDanger: true,
        }
        await changeByForm(visit, form, parts, { ...asked, back: `/admin/groups/${id}`, backTo: () => '/admin/groups' })
      }),
    ),
    route(
      'POST /admin/links/:id/remove',
      'removes a link',
      ...take(async (visit, form) => {
        const id = idInPath(visit)
        const document = await administration.read(administratorOf(visit), 'read-groups')
        const { resource, group } = entryWithId(document, 'links', id)
        const back = `/admin/groups/${group}`
        const asked = { title: `Remove the link to ${resource}`, change: removeOf('links', id), isDanger: true }
        await changeByForm(visit, form, parts, { ...asked, back, backTo: () => back })
      }),
    ),
  ]
}

const pathOfGroup = (id: number) => `/admin/groups/${id}`

const idsOfMembers = ({ users }: DirectoryDocument, group: number): number[] =>
  users.flatMap(({ id, groups }) => (groups.includes(group) ? [id] : []))

const groupTexts = (form: AdminForm) => ({ name: form.text('name'), description: form.text('description') })

/** Boxes that were not on the page are no empty list. */
const membersOfForm = (form: AdminForm) => (form.has('with-users') ? { users: form.ids('users') } : {})

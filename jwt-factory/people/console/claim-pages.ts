import { route, type Route } from '#core/http/routes'
import { addOf, changeOf, removeOf } from '../admin/admin-change.ts'
import { entryWithId } from '../directory/changes.ts'
import type { DirectoryDocument } from '../directory/document.ts'
import type { AdminDoor } from './admin-door.ts'
import type { AdminVisit } from './admin-visit.ts'
import { administratorOf, changeByForm, type ChangeParts } from './change-by-form.ts'
import { idInPath } from './id-in-path.ts'
import { ClaimPage, ClaimsView } from './pages/claims.view.ts'
import { partOfList } from './pages/list.view.ts'
import type { AdminForm } from './session/admin-form.ts'

/** Claims, each with the groups that have it. */
export function claimPages(parts: ChangeParts, { look, take }: AdminDoor): Route[] {
  const { administration, rules } = parts

  async function showClaim(visit: AdminVisit, id?: number): Promise<void> {
    const { visitor } = visit
    const document = await administration.read(administratorOf(visit), 'read-claims')
    const claim = id === undefined ? undefined : entryWithId(document, 'claims', id)
    await visit.show(
      claim ? `${claim.shortName}=${claim.value}` : 'New claim',
      ClaimPage({
        visitor,
        version: document.version,
        holders: holdersOf(document, id).map((group) => group.id),
        mayChange: visitor.may('change-claims'),
        takesCommas: rules.unsafeClaims,
        ...(claim && { claim }),
        ...(visitor.may('read-groups') && { groups: document.groups.map((group) => ({ id: group.id, name: group.name })) }), // prettier-ignore
      }),
    )
  }

  return [
    route(
      'GET /admin/claims',
      'all claims',
      look(async (visit) => {
        const document = await administration.read(administratorOf(visit), 'read-claims')
        const { visitor, request } = visit
        const claims = partOfList(document.claims, (claim) => [claim.name, `${claim.shortName}=${claim.value}`, claim.description].join('\n'), request.query) // prettier-ignore
        const shown = claims.shown.map((claim) => ({
          ...claim,
          groupNames: visitor.may('read-groups') ? holdersOf(document, claim.id).map(({ name }) => name) : ['…'],
        }))
        await visit.show('Claims', ClaimsView({ claims: { ...claims, shown }, mayChange: visitor.may('change-claims') })) // prettier-ignore
      }),
    ),
    route(
      'GET /admin/claims/new',
      'the form for a new claim',
      look((visit) => showClaim(visit)),
    ),
    route(
      'GET /admin/claims/:id',
      'a claim, and who has it',
      look((visit) => showClaim(visit, idInPath(visit))),
    ),
    route(
      'POST /admin/claims',
      'adds a claim',
      ...take((visit, form) => {
        const fields = claimFields(form)
        const title = `Add the claim ${fields.shortName}=${fields.value}`
        const change = addOf('claims', { ...fields }, holdersOfForm(form))
        return changeByForm(visit, form, parts, { title, change, back: '/admin/claims', backTo: (id) => `/admin/claims/${id}` }) // prettier-ignore
      }),
    ),
    route(
      'POST /admin/claims/:id',
      'changes a claim',
      ...take((visit, form) => {
        const id = idInPath(visit)
        const fields = claimFields(form)
        const change = changeOf('claims', id, fields, holdersOfForm(form))
        return changeByForm(visit, form, parts, { title: `Change the claim ${fields.name}`, change, back: `/admin/claims/${id}` }) // prettier-ignore
      }),
    ),
    route(
      'POST /admin/claims/:id/remove',
      'removes a claim',
      ...take(async (visit, form) => {
        const id = idInPath(visit)
        const document = await administration.read(administratorOf(visit), 'read-claims')
        const { shortName, value } = entryWithId(document, 'claims', id)
        const asked = {
          title: `Remove the claim ${shortName}=${value}`,
          change: removeOf('claims', id),
          isDanger: true,
        }
        await changeByForm(visit, form, parts, { ...asked, back: `/admin/claims/${id}`, backTo: () => '/admin/claims' })
      }),
    ),
  ]
}

const holdersOf = ({ groups }: DirectoryDocument, claim: number | undefined) =>
  claim === undefined ? [] : groups.filter(({ claims }) => claims.includes(claim))

const claimFields = (form: AdminForm) => ({
  name: form.text('name'),
  shortName: form.text('shortName'),
  value: form.text('value'),
  description: form.text('description'),
})

/** Boxes that were not on the page are no empty list. */
const holdersOfForm = (form: AdminForm) => (form.has('with-groups') ? { groups: form.ids('groups') } : {})

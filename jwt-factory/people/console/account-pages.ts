import { route, type Route } from '#core/http/routes'
import { html } from '#core/page/html'
import { changeOf } from '../admin/admin-change.ts'
import type { TellsClaims } from '../admin/next-tokens.ts'
import { entryWithId } from '../directory/changes.ts'
import { passwordMark } from '../tokens/families.ts'
import type { AdminDoor } from './admin-door.ts'
import { changeByForm, type ChangeParts } from './change-by-form.ts'
import { setPasswordByForm, type FormPasswordParts } from './form-password.ts'
import { AccountPage } from './pages/account.view.ts'
import { AdminSays } from './pages/frame.view.ts'
import { setCookie } from './session/session-cookie.ts'

export interface AccountPagesParts extends ChangeParts, FormPasswordParts {
  tells: TellsClaims
}

/** What people see and change about themselves, whatever their letters. */
export function accountPages(parts: AccountPagesParts, { look, take }: AdminDoor): Route[] {
  const { directory, tells, sessions } = parts
  return [
    route(
      'GET /admin/account',
      'whoever is logged in',
      look(async (visit) => {
        const { visitor } = visit
        const { version } = await directory.read()
        await visit.show('Your account', AccountPage({ visitor, version, claims: tells(visitor.person) }))
      }),
    ),
    route(
      'POST /admin/account',
      'changes how somebody is called',
      ...take((visit, form) => {
        const fields = { firstName: form.text('firstName'), lastName: form.text('lastName') }
        const change = changeOf('users', visit.visitor.person.id, fields)
        return changeByForm(visit, form, parts, { title: 'Change how you are called', change, back: '/admin/account' })
      }),
    ),
    route(
      'POST /admin/account/password',
      'changes the own password',
      ...take(async (visit, form) => {
        const { visitor, request, response } = visit
        const { id } = visitor.person
        const document = await setPasswordByForm(visit, form, parts, { id, oldPassword: form.text('old') })
        const mark = passwordMark(entryWithId(document, 'users', id))
        setCookie('session', await sessions.begin({ person: id, mark }), request, response)
        response.redirect(303, '/admin/account/changed')
      }),
    ),
    route(
      'GET /admin/account/changed',
      'says that the password is another one',
      look(({ show }) => show('Password changed', PASSWORD_CHANGED)),
    ),
  ]
}

const PASSWORD_CHANGED = html`
  <h1>Your password</h1>
  <${AdminSays} outcome="good">
    <p>
      <strong>Changed.</strong> Your other sessions and all refresh values are over. What your tokens say stays as it
      is.
    </p>
  <//>
  <p><a class="button" href="/admin/account">Go on</a></p>
`

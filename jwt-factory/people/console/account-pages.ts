import { Problem } from '#core/http/problem'
import { route, type Route } from '#core/http/routes'
import { html } from '#core/page/html'
import { changeOf, setPassword } from '../admin/admin-change.ts'
import { AdminRefused } from '../admin/admin-refused.ts'
import type { TellsClaims } from '../admin/next-tokens.ts'
import { entryWithId } from '../directory/changes.ts'
import { PasswordsBusy } from '../passwords/in-turn.ts'
import { askerOf } from '../routes/answer-person.ts'
import { passwordMark } from '../tokens/families.ts'
import type { LoginParts } from '../tokens/login.ts'
import type { AdminDoor } from './admin-door.ts'
import type { AdminVisit } from './admin-visit.ts'
import { administratorOf, changeByForm, type ChangeParts } from './change-by-form.ts'
import { busyPasswords, hashOfForm, type FormPasswordParts } from './form-password.ts'
import { AccountPage } from './pages/account.view.ts'
import { AdminSays } from './pages/frame.view.ts'
import { setCookie } from './session/session-cookie.ts'

export interface AccountPagesParts extends ChangeParts, FormPasswordParts {
  tells: TellsClaims
  guesses: NonNullable<LoginParts['guesses']>
}

/** What people see and change about themselves, whatever their letters. */
export function accountPages(parts: AccountPagesParts, { look, take }: AdminDoor): Route[] {
  const { administration, directory, tells, sessions } = parts
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
        const knownAs = await provePassword(visit, form.text('old'), parts)
        const change = setPassword(id, await hashOfForm(visit, form, parts), knownAs)
        const { document } = await administration.change(administratorOf(visit), change)
        await sessions.endAllOf(id)
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

/**
 * Whoever sits at a browser that somebody left is not that person. Guesses wait as at a login.
 * @returns the mark of the password that was proven
 * @throws AdminRefused wrong-password
 */
async function provePassword(
  { visitor: { person }, request, response }: AdminVisit,
  password: string,
  { passwords, guesses, asking }: Pick<AccountPagesParts, 'passwords' | 'guesses' | 'asking'>,
): Promise<string> {
  try {
    if (await passwords.check(password, person, askerOf(request, response, asking))) return passwordMark(person)
  } catch (error) {
    if (error instanceof PasswordsBusy) throw busyPasswords(error)
    throw error
  }
  if (guesses.isFull(person.username)) throw new Problem('too-many-requests', GUESSES_WAIT)
  await guesses.wrong(person.username)
  throw new AdminRefused('wrong-password')
}

const GUESSES_WAIT = 'There were too many wrong passwords. A right one is taken all the same.'

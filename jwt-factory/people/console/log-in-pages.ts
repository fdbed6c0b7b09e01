import type { Request, RequestHandler, Response } from 'express'
import { parseInput } from '#core/http/input'
import { Problem } from '#core/http/problem'
import type { Log } from '#core/log'
import { route, type Route } from '#core/http/routes'
import { noteResult } from '#core/telemetry/request-result'
import { addressOfCaller, askerOf, type PersonAnswerParts } from '../routes/answer-person.ts'
import type { LoginAudit } from '../audit/login-audit.ts'
import { passwordMark } from '../tokens/families.ts'
import { decideLogin, type LoginParts } from '../tokens/login.ts'
import { loginBody, loginRequestOf } from '../tokens/login-body.ts'
import { loginRefusalOf } from './login-refusal.ts'
import { isAdminPath, type AdminDoor, type AdminDoorParts } from './admin-door.ts'
import { NO_FORM_OF_OURS, refuseForeignForm } from './session/foreign-form.ts'
import { peopleAdminPage } from './pages/frame.view.ts'
import { AdminLogin, type AdminLoginProps } from './pages/login.view.ts'
import { adminFormBody, adminFormOf } from './session/admin-form.ts'
import { clearCookie, readCookie, setCookie } from './session/session-cookie.ts'
import { formTokenOf, isFormTokenOf, isSessionId, newSessionId } from './session/session-ids.ts'

export interface LogInPageParts extends AdminDoorParts {
  /** The same as `POST /api/login` asks: here nobody guesses faster. */
  login: LoginParts
  asking: Pick<PersonAnswerParts, 'machine' | 'timeout'>
  loginAudit: LoginAudit
  log: Log
  /** Directories of others that know passwords, by the names of `GET /api/available_providers`. */
  providers: readonly string[]
}

/** How somebody comes in, and goes. */
export function logInPages(parts: LogInPageParts, door: AdminDoor): Route[] {
  return [
    route('GET /admin/login', 'the page to log in', async (request, response) => {
      const next = String(request.query['next'] ?? '')
      await showLogin(parts, request, response, 200, {
        next,
        ...(request.query['ended'] !== undefined && SESSION_ENDED),
      })
    }),
    route('POST /admin/login', 'begins a session', refuseForeignForm, adminFormBody, logInByForm(parts)),
    route(
      'POST /admin/logout',
      'ends the session',
      ...door.take(async ({ request, response, visitor }) => {
        await parts.sessions.end(visitor.id)
        clearCookie('session', request, response)
        response.redirect(303, '/admin/login')
      }),
    ),
  ]
}

const SESSION_ENDED = { said: { text: 'Your session has ended. Nothing was changed.', isRefusal: true } }

/** The form is tied to the browser that asked for it: nobody logs somebody else in as themselves. */
async function showLogin(
  { pages, warnings, providers }: Pick<LogInPageParts, 'pages' | 'warnings' | 'providers'>,
  request: Request,
  response: Response,
  status: number,
  props: Omit<AdminLoginProps, 'formToken' | 'providers'>,
): Promise<void> {
  const known = readCookie('login', request)
  const id = known !== undefined && isSessionId(known) ? known : newSessionId()
  if (id !== known) setCookie('login', id, request, response)
  const next = isAdminPath(props.next) ? props.next : '/admin'
  const body = AdminLogin({ ...props, providers, next, formToken: formTokenOf(id) })
  await pages.send(response, status, peopleAdminPage('Log in', body, { warnings, path: request.path }))
}

const logInByForm =
  (parts: LogInPageParts): RequestHandler =>
  async (request, response) => {
    const form = adminFormOf(request)
    const id = readCookie('login', request)
    if (id === undefined || !isSessionId(id) || !isFormTokenOf(id, form.text('form')))
      throw new Problem('foreign-origin', `${NO_FORM_OF_OURS} This browser must keep cookies.`)
    const [username, next, provider] = [form.text('username'), form.text('next'), form.text('provider')]
    const asked = loginRequestOf(parseInput(loginBody, { username, password: form.text('password'), provider }))
    try {
      const person = await decideLogin(asked, parts.login, askerOf(request, response, parts.asking))
      await parts.loginAudit.loggedIn(person, addressOfCaller(request))
      const before = readCookie('session', request)
      if (before !== undefined) await parts.sessions.end(before)
      // Whatever the browser brought along is not what it goes on with (session fixation).
      setCookie('session', await parts.sessions.begin({ person: person.id, mark: passwordMark(person) }), request, response) // prettier-ignore
      clearCookie('login', request, response)
      parts.log.info({ person: person.id }, 'admin-logged-in')
      noteResult(response, 'session')
      response.redirect(303, isAdminPath(next) ? next : '/admin')
    } catch (error) {
      const refusal = loginRefusalOf(error)
      if (!refusal) throw error
      parts.log.warn({ reason: refusal.reason }, 'admin-login-refused')
      noteResult(response, refusal.reason)
      parts.loginAudit.loginRefused(username, refusal.reason, addressOfCaller(request))
      for (const [header, value] of Object.entries(refusal.headers)) response.setHeader(header, value)
      await showLogin(parts, request, response, refusal.status, { next, username, provider, said: { text: refusal.text, isRefusal: true } }) // prettier-ignore
    }
  }

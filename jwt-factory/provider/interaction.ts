import type { Request, RequestHandler, Response } from 'express'
import { errors } from 'oidc-provider'
import { contextOf } from '#core/http/context'
import { parseInput } from '#core/http/input'
import type { Log } from '#core/log'
import type { Pages } from '#core/page/pages'
import { shownText } from '#core/shown-text'
import type { LoginAudit } from '../people/audit/login-audit.ts'
import { loginRefusalOf } from '../people/console/login-refusal.ts'
import { adminFormOf } from '../people/console/session/admin-form.ts'
import { addressOfCaller, askerOf, type PersonAnswerParts } from '../people/routes/answer-person.ts'
import { decideLogin, type LoginParts } from '../people/tokens/login.ts'
import { loginBody, loginRequestOf } from '../people/tokens/login-body.ts'
import { loginMark, loginSubject } from './accounts.ts'
import type { BegunLogin, OpenProvider } from './open-provider.ts'
import { LoginForm, loginPage, LoginTrouble, type LoginFormProps } from './pages/login.view.ts'

export interface InteractionParts {
  /** The provider as it is now. */
  current(): OpenProvider
  /** The same as `POST /api/login` asks: here nobody guesses faster. */
  login: LoginParts
  loginAudit: LoginAudit
  asking: Pick<PersonAnswerParts, 'machine' | 'timeout'>
  /** Other directories that know passwords. */
  providers: readonly string[]
  pages: Pages
  log: Log
}

/** The page of a login that has begun. Consent is not asked: where a client asks for that alone, it goes on by itself. */
export const showInteraction =
  (parts: InteractionParts): RequestHandler =>
  async (request, response) => {
    const begun = await begunLogin(parts, request, response)
    if (!begun) return
    if (begun.prompt.name !== 'login') return finish(parts, request, response, { consent: {} })
    contextOf(request).recorder.step({ verb: 'answers', what: 'with the form for name and password' })
    await showForm(parts, request, response, begun, 200, { username: parameterText(begun.params['login_hint']) })
  }

/** What the form sends: a session begins with the right password, and with nothing else. */
export const takeInteraction =
  (parts: InteractionParts): RequestHandler =>
  async (request, response) => {
    const begun = await begunLogin(parts, request, response)
    if (!begun) return
    const form = adminFormOf(request)
    if (form.has('cancel')) return finish(parts, request, response, CANCELLED)
    const { recorder } = contextOf(request)
    const [username, provider] = [form.text('username'), form.text('provider')]
    const asked = loginRequestOf(parseInput(loginBody, { username, password: form.text('password'), provider }))
    try {
      const person = await decideLogin(asked, parts.login, askerOf(request, response, parts.asking))
      recorder.step({ verb: 'believes', what: `the password of ${shownText(person.username)}` })
      await parts.loginAudit.loggedIn(person, addressOfCaller(request))
      parts.log.info({ person: person.id, client: begun.params['client_id'] }, 'browser-logged-in')
      const login = { accountId: loginSubject(person), acr: loginMark(person), remember: false }
      await finish(parts, request, response, { login, consent: {} })
    } catch (error) {
      const refusal = loginRefusalOf(error)
      if (!refusal) throw error
      recorder.step({ verb: 'refuses', what: 'to log anybody in', reason: refusal.text })
      parts.log.warn({ reason: refusal.reason }, 'browser-login-refused')
      parts.loginAudit.loginRefused(username, refusal.reason, addressOfCaller(request))
      for (const [header, value] of Object.entries(refusal.headers)) response.setHeader(header, value)
      await showForm(parts, request, response, begun, refusal.status, { username, provider, refused: refusal.text })
    }
  }

const CANCELLED = { error: 'access_denied', error_description: 'the login was cancelled' }

const finish = (
  { current }: InteractionParts,
  request: Request,
  response: Response,
  result: Parameters<OpenProvider['finish']>[2],
) => current().finish(request, response, result)

/**
 * The login that this browser has begun: its cookie says which, and the address must say the same. So nobody is led to the page of
 * somebody else's login (login CSRF), and nobody finishes it there.
 */
async function begunLogin(
  parts: InteractionParts,
  request: Request,
  response: Response,
): Promise<BegunLogin | undefined> {
  try {
    const begun = await parts.current().begun(request, response)
    if (begun.uid === request.params['uid']) return begun
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error
  }
  const trouble = LoginTrouble({ said: LOGIN_ENDED, error: 'invalid_request', detail: 'no such login in this browser' })
  await parts.pages.send(response, 400, loginPage('Not possible', trouble))
  return undefined
}

const LOGIN_ENDED =
  'This login has ended, or was begun in another browser. Begin again at the application. Your browser must keep cookies.'

async function showForm(
  { pages, providers }: InteractionParts,
  request: Request,
  response: Response,
  { params }: BegunLogin,
  status: number,
  props: Pick<LoginFormProps, 'username' | 'provider' | 'refused'>,
): Promise<void> {
  const action = request.originalUrl.replace(/\?.*/s, '')
  const body = LoginForm({ ...props, providers, action, client: parameterText(params['client_id']) })
  await pages.send(response, status, loginPage('Log in', body, parameterText(params['redirect_uri'])))
}

/** A name has no more (see the body of a login). */
const LONGEST_PARAMETER = 320

const parameterText = (value: unknown): string => (typeof value === 'string' ? value.slice(0, LONGEST_PARAMETER) : '')

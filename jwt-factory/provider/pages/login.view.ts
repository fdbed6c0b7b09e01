import { html, type View } from '#core/page/html'
import type { HtmlPage } from '#core/page/layout.view'
import { PasswordFields } from '../../people/console/pages/password-fields.view.ts'

export interface LoginFormProps {
  /** Where the form is sent. */
  action: string
  /** Who asks for it: the id of the application. */
  client: string
  /** As it was typed, or as the application said it. */
  username: string
  /** Other directories that know passwords. */
  providers: readonly string[]
  provider?: string
  /** Why it did not work. */
  refused?: string
}

/** Name and password. Password managers know it; it needs no script, and none runs on it. */
export const LoginForm = ({ action, client, username, providers, provider, refused }: LoginFormProps): View => html`
  <div class="login-page stack">
    <h1>Log in</h1>
    <p class="quiet">
      The application <code>${client}</code> asks who you are. It gets your name, and not your password.
    </p>
    ${refused !== undefined && html`<p class="card says refused" role="alert">${refused}</p>`}
    <form class="card stack" method="post" action=${action}>
      <${PasswordFields} username=${username} providers=${providers} provider=${provider} />
      <div class="row">
        <button class="main" type="submit">Log in</button>
        <button type="submit" name="cancel" value="1" formnovalidate>Cancel</button>
      </div>
    </form>
  </div>
`

export interface LogoutFormProps {
  action: string
  /** What makes the form one of this session. */
  xsrf: string
  /** Absent: nobody is logged in in this browser. */
  isLoggedIn: boolean
  /** Somebody else has just given their password. */
  isAnother?: boolean
}

/** Logging out is asked: a link of somebody else logs nobody out. */
export const LogoutForm = ({ action, xsrf, isLoggedIn, isAnother = false }: LogoutFormProps): View => html`
  <div class="login-page stack">
    <h1>${isAnother ? 'Somebody else is logged in' : isLoggedIn ? 'Log out?' : 'You are logged out'}</h1>
    <p class="quiet">${isAnother ? ANOTHER : isLoggedIn ? EVERYWHERE : NOBODY}</p>
    <form class="row" method="post" action=${action}>
      <input type="hidden" name="xsrf" value=${xsrf} />
      ${
        isLoggedIn && !isAnother
          ? html`<button class="main" type="submit" name="logout" value="yes" autofocus>Log out</button>
              <button type="submit">Stay logged in</button>`
          : html`<input type="hidden" name="logout" value="yes" />
              <button class="main" type="submit" autofocus>Go on</button>`
      }
    </form>
  </div>
`

const EVERYWHERE = 'This ends your login here. Applications that you logged in to may go on until their own logins end.'
const NOBODY = 'Nobody is logged in in this browser.'
const ANOTHER = 'Go on, and they are logged out in this browser; then you are logged in.'

export const LoggedOut = (): View => html`
  <div class="login-page stack">
    <h1>You are logged out</h1>
    <p class="card says good" role="status">
      Your login at this provider has ended in this browser. You can close this page.
    </p>
  </div>
`

/** What went wrong, in words for whoever sits there, and in those of the standard for whoever wrote the application. */
export const LoginTrouble = ({ said, error, detail }: { said: string; error: string; detail: string }): View => html`
  <div class="login-page stack">
    <h1>This login cannot go on</h1>
    <p class="card says refused" role="alert">${said}</p>
    <p class="quiet small foreign">
      For whoever made the application: <code>${error}</code>${detail && `: ${detail}`}.
    </p>
  </div>
`

/** A page of the provider. @param address where a form on it may lead in the end: only its origin is told */
export function loginPage(title: string, body: View, address?: string): HtmlPage {
  const origin = address === undefined ? undefined : URL.parse(address)?.origin
  return {
    title,
    of: 'Login',
    home: '#main',
    isWithoutScript: true,
    sendsForms: true,
    ...(origin !== undefined && { formsLeadTo: [origin] }),
    body: html`<div class="page">${body}</div>`,
  }
}

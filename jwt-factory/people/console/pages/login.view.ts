import { html, type View } from '#core/page/html'
import { PasswordFields } from './password-fields.view.ts'

export interface AdminLoginProps {
  /** For the form. */
  formToken: string
  /** Where to go afterwards. */
  next: string
  /** As it was typed. */
  username?: string
  /** Other directories that know passwords, by the names that a login has for them. */
  providers: readonly string[]
  /** The one that was chosen. */
  provider?: string
  /** Why it did not work, or why one is here. */
  said?: { text: string; isRefusal: boolean }
}

/** Name and password. It works without a script, and password managers know it. */
export const AdminLogin = ({
  formToken,
  next,
  username = '',
  providers,
  provider,
  said,
}: AdminLoginProps): View => html`
  <div class="admin-login stack">
    <h1>Log in</h1>
    <p class="quiet">To see who is in this directory, and to change what their tokens say.</p>
    ${
      said &&
      html`<p class=${`card says ${said.isRefusal ? 'refused' : 'good'}`} role=${said.isRefusal ? 'alert' : 'status'}>
        ${said.text}
      </p>`
    }
    <form class="card stack" method="post" action="/admin/login">
      <input type="hidden" name="form" value=${formToken} />
      <input type="hidden" name="next" value=${next} />
      <${PasswordFields} username=${username} providers=${providers} provider=${provider} />
      <div class="row"><button class="main" type="submit">Log in</button></div>
    </form>
  </div>
`

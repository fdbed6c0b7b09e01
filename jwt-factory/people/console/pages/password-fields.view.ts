import { html, type View } from '#core/page/html'

export interface PasswordFieldsProps {
  /** As it was typed. */
  username: string
  /** Other directories that know passwords, by the names that a login has for them. */
  providers: readonly string[]
  /** The one that was chosen. */
  provider?: string | undefined
}

/** Name and password, for a form in which somebody logs in. Password managers know them; the cursor stands in the first that is empty. */
export const PasswordFields = ({ username, providers, provider }: PasswordFieldsProps): View => html`
  <label class="field">
    <span>Name or e-mail address</span>
    <input
      name="username"
      value=${username}
      autocomplete="username"
      autocapitalize="none"
      spellcheck=${false}
      required
      maxlength="320"
      autofocus=${username === ''}
    />
  </label>
  <label class="field">
    <span>Password</span>
    <input name="password" type="password" autocomplete="current-password" required autofocus=${username !== ''} />
  </label>
  ${providers.length > 0 && html`<${ProviderChoice} providers=${providers} chosen=${provider} />`}
`

/** Whoever chooses none is found by their name, as at the login of programs. */
const ProviderChoice = ({
  providers,
  chosen,
}: {
  providers: readonly string[]
  chosen: string | undefined
}): View => html`
  <label class="field">
    <span>Who knows the password</span>
    <select name="provider">
      <option value="">found out by the name</option>
      ${providers.map((name) => html`<option value=${name} selected=${name === chosen}>${name}</option>`)}
    </select>
  </label>
`

import { html, type View } from '#core/page/html'

export interface JoinProps {
  /** Who is in already, by that name. */
  joined?: string | undefined
  /** As it was typed. */
  name?: string
  /** Why nobody was let in, or is in no longer. */
  fault?: string | undefined
}

/** Two fields and one button; who is in already is sent on. */
export const JoinView = ({ joined, name = '', fault }: JoinProps): View => html`
  <div class="page room-join">
    ${joined === undefined ? html`<${JoinForm} name=${name} fault=${fault} />` : html`<${IsIn} joined=${joined} />`}
  </div>
`

const IsIn = ({ joined }: { joined: string }): View => html`
  <div class="card stack">
    <h1>The workshop</h1>
    <p>You are in, as <strong class="foreign">${joined}</strong>.</p>
    <p class="row"><a class="button main" href="/workshop">Go on with the workshop</a></p>
  </div>
`

const JoinForm = ({ name, fault }: { name: string; fault?: string | undefined }): View => html`
  <form class="card stack" method="post" action="/join">
    <h1>Join the workshop</h1>
    <p class="quiet">You get a sandbox of your own: whatever you break in it, nobody else notices.</p>
    ${fault !== undefined && html`<p class="card says refused foreign" role="alert">${fault}</p>`}
    <div class="field">
      <label for="join-name">Your name, as the facilitator will see it</label>
      <input
        id="join-name"
        name="name"
        required
        maxlength="40"
        autocomplete="nickname"
        value=${name}
        autofocus=${name === ''}
      />
    </div>
    <div class="field">
      <label for="join-code">The room code, from the wall</label>
      <input
        id="join-code"
        name="code"
        required
        maxlength="20"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck=${false}
        class="mono"
        placeholder="XXXX-XXXX"
        autofocus=${name !== ''}
      />
    </div>
    <div class="row"><button class="main" type="submit">Join</button></div>
    <p class="quiet small">Nothing that you do here is kept when the workshop ends.</p>
  </form>
`

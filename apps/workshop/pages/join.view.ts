import { html, type View } from '#core/page/html'

export interface JoinProps {
  /** Who is in already, by that name. */
  joined?: string | undefined
  /** As it was typed. */
  name?: string
  /** Why nobody was let in. */
  fault?: string
}

export const JoinView = ({ joined, name = '', fault }: JoinProps): View => html`
  <div class="page stack text">
    <h1>The workshop</h1>
    ${
      joined === undefined
        ? html`<${JoinForm} name=${name} fault=${fault} />`
        : html`
            <p class="card says good stack">
              <span>You are in, as <strong class="foreign">${joined}</strong>.</span>
              <a href="/workshop">Go on with the workshop</a>
            </p>
          `
    }
  </div>
`

const JoinForm = ({ name, fault }: { name: string; fault?: string }): View => html`
  <p class="quiet">
    You get a sandbox of your own: whatever you break in it, nobody else notices. Nothing that you do here outlives the
    workshop.
  </p>
  ${fault !== undefined && html`<p class="card says refused" role="alert">${fault}</p>`}
  <form class="card stack" method="post" action="/join">
    <div class="field">
      <label for="join-name">Your name, as the facilitator will see it</label>
      <input id="join-name" name="name" required maxlength="40" autocomplete="nickname" value=${name} />
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
        spellcheck="false"
        class="mono"
      />
    </div>
    <div class="row"><button class="main" type="submit">Join</button></div>
  </form>
`

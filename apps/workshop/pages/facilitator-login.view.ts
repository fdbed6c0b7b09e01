import { html, type View } from '#core/page/html'

export interface FacilitatorLoginProps {
  fault?: string
}

export const FacilitatorLoginView = ({ fault }: FacilitatorLoginProps): View => html`
  <div class="page room-join">
    <form class="card stack" method="post" action="/facilitator">
      <h1>Facilitator</h1>
      <p class="quiet">
        The token is the CONTROL_TOKEN of the room. Where none was set, npm run workshop has printed one with the link
        to this page.
      </p>
      ${fault !== undefined && html`<p class="card says refused" role="alert">${fault}</p>`}
      <div class="field">
        <label for="facilitator-token">Token</label>
        <input id="facilitator-token" name="token" type="password" required autofocus autocomplete="current-password" />
      </div>
      <div class="row"><button class="main" type="submit">Log in</button></div>
    </form>
  </div>
`

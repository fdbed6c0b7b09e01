import { html } from '#core/page/html'
import type { HtmlPage } from '#core/page/layout.view'
import { FacilitatorLoginView, type FacilitatorLoginProps } from './facilitator-login.view.ts'
import type { FacilitatorState } from './facilitator-state.ts'
import { FacilitatorView } from './facilitator.view.ts'

/** Who is at which step, as it changes. */
export const facilitatorPage = (state: FacilitatorState): HtmlPage => ({
  title: 'Facilitator',
  of: 'jwt-sandbox',
  home: '/facilitator',
  module: 'apps/workshop/pages/facilitator.browser.ts',
  state,
  body: html`<${FacilitatorView} room=${state.room} />`,
})

/** For the token. It works without a script; with one, the token may stand behind the # of the link. */
export const facilitatorLoginPage = (props: FacilitatorLoginProps): HtmlPage => ({
  title: 'Facilitator',
  of: 'jwt-sandbox',
  home: '/facilitator',
  sendsForms: true,
  module: 'apps/workshop/pages/facilitator-login.browser.ts',
  body: html`<${FacilitatorLoginView} ...${props} />`,
})

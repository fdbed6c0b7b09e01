import { html } from '#core/page/html'
import type { HtmlPage } from '#core/page/layout.view'
import { JoinView, type JoinProps } from './join.view.ts'

/** Name and room code. It works without a script. */
export const joinPage = (props: JoinProps): HtmlPage => ({
  title: 'Join',
  of: 'jwt-sandbox',
  home: '/join',
  sendsForms: true,
  body: html`<${JoinView} ...${props} />`,
})

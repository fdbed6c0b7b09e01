import { html } from '#core/page/html'
import type { HtmlPage } from '#core/page/layout.view'
import { JoinQueueView, type JoinQueueProps } from './join-queue.view.ts'
import { JoinView, type JoinProps } from './join.view.ts'

/** Name and room code. It works without a script. */
export const joinPage = (props: JoinProps): HtmlPage => ({
  title: 'Join',
  of: 'jwt-sandbox',
  home: '/join',
  sendsForms: true,
  body: html`<${JoinView} ...${props} />`,
})

/** It asks again by itself; without a script there is a button. */
export const joinQueuePage = (props: JoinQueueProps): HtmlPage => ({
  title: 'In the queue',
  of: 'jwt-sandbox',
  home: '/join',
  sendsForms: true,
  module: 'apps/workshop/pages/join-queue.browser.ts',
  body: html`<${JoinQueueView} ...${props} />`,
})

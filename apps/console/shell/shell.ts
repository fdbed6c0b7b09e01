import type { RequestHandler } from 'express'
import { html, type View } from '#core/page/html'
import type { HtmlPage } from '#core/page/layout.view'
import type { Pages } from '#core/page/pages'
import type { ShownProblem } from '#core/page/problem-page'
import type { House } from '../live/house.ts'
import type { WorkshopDesk } from '../workshop/workshop-desk.ts'
import type { ConsoleState } from './console-state.ts'
import { ConsoleProblem } from './problem.view.ts'
import { TopBar } from './top-bar.view.ts'

export interface ShellParts {
  pages: Pages
  house: Pick<House, 'state'>
  workshop: Pick<WorkshopDesk, 'told'>
  pageToken: string
}

/** One page of the console, before it gets its frame. */
export interface ConsolePage<PageState> {
  title: string
  /** The module that makes it alive. */
  module: string
  state: PageState
  body: View
}

/** Puts pages of the console into their frame: the bar at the top, and what the browser begins with. */
export function createShell({ pages, house, workshop, pageToken }: ShellParts) {
  return {
    house: () => ({ processes: house.state() }),
    /** The page for what went wrong, in the same frame. */
    problem: (shown: ShownProblem): HtmlPage => ({
      title: shown.title,
      of: 'jwt-sandbox',
      header: html`<${TopBar} house=${{ processes: house.state() }} workshop=${workshop.told()} path=${shown.path} />`,
      body: html`<${ConsoleProblem} ...${shown} />`,
    }),
    /** Answers a page. @param make what stands on it; it may throw a Problem */
    page:
      <PageState>(
        make: (request: Parameters<RequestHandler>[0]) => ConsolePage<PageState> | Promise<ConsolePage<PageState>>,
      ): RequestHandler =>
      async (request, response) => {
        const { title, module, state, body } = await make(request)
        const now = { processes: house.state() }
        const told = workshop.told()
        const begin: ConsoleState<PageState> = {
          house: now,
          workshop: told,
          pageToken,
          path: request.path,
          page: state,
        }
        await pages.send(response, 200, {
          title,
          of: 'jwt-sandbox',
          header: html`<${TopBar} house=${now} workshop=${told} path=${request.path} />`,
          body,
          module,
          state: begin,
        })
      },
  }
}

import type { Response } from 'express'
import { Problem } from '../http/problem.ts'
import { endWithText } from '../http/send.ts'
import { route, watchRoute, type Route } from '../http/routes.ts'
import type { BrowserFiles } from './browser-files.ts'
import type { HtmlPage } from './layout.view.ts'
import type { ShownProblem } from './problem-page.ts'
import { secureHeaders } from './security-headers.ts'

/** What a process answers to browsers. */
export interface Pages {
  /** Answers a page. */
  send(response: Response, status: number, page: HtmlPage): Promise<void>
  /** The page of a process for what went wrong, where it has one of its own. */
  problem?(shown: ShownProblem): HtmlPage
  /** Where browsers find what pages load. */
  readonly route: Route
}

const THEME = 'core/page/browser/theme.browser.ts'
const HOUSE_MODULES = [THEME, 'core/page/browser/try-routes.browser.ts']
const HOUSE_STYLES = ['tokens', 'base', 'controls', 'parts', 'token', 'process'].map(
  (name) => `core/page/style/${name}.css`,
)

/**
 * Nothing of it is read before somebody first asks for a page: most processes are never looked at.
 * @param modules entries of this process besides those that all have
 * @param styles its style sheets besides
 * @param folder of the addresses of what pages load: where pages of two kinds stand at one port, each has its own
 */
export function createPages(
  modules: readonly string[] = [],
  styles: readonly string[] = [],
  folder = '/assets',
): Pages {
  let opened: Promise<BrowserFiles> | undefined
  const files = () => (opened ??= prepareFiles([...HOUSE_MODULES, ...modules], [...HOUSE_STYLES, ...styles]))
  return {
    async send(response, status, page) {
      const [{ renderPage }, loaded] = await Promise.all([import('./render-page.ts'), files()])
      await loaded.open(page.module === undefined ? [THEME] : [THEME, page.module])
      secureHeaders(response, page)
      // With `no-referrer` a browser says of a form that it comes from nowhere (Fetch §3.2, "append a request Origin header").
      if (page.sendsForms) response.setHeader('referrer-policy', 'same-origin')
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.setHeader('cache-control', 'no-store')
      response.vary('Accept')
      response.status(status)
      endWithText(response, renderPage(page, loaded, { theme: THEME, folder }))
    },
    route: assetRoute(folder, async (name, response) => {
      const loaded = await files()
      if (!loaded.get(name)) await loaded.open([...HOUSE_MODULES, ...modules]) // of a page that an earlier start has answered
      const file = loaded.get(name)
      if (!file)
        throw new Problem('not-found', 'There is no such file. Load the page again: it may be of an earlier start.')
      secureHeaders(response)
      response.setHeader('content-type', file.type)
      response.setHeader('cache-control', 'public, max-age=31536000, immutable')
      response.end(file.body)
    }),
  }
}

async function prepareFiles(modules: readonly string[], styles: readonly string[]): Promise<BrowserFiles> {
  const { prepareBrowserFiles } = await import('./browser-files.ts')
  return prepareBrowserFiles(modules, styles)
}

/** The pages of a process that has none of its own but those that all have. */
export const housePages = createPages()

function assetRoute(folder: string, answer: (name: string, response: Response) => Promise<void>): Route {
  const one = route(`GET ${folder}/:file`, 'what pages load', (request, response) =>
    answer(String(request.params['file']), response),
  )
  return { ...watchRoute(one), isForPages: true }
}

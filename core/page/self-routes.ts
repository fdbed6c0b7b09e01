import type { Described, OpenApiDocument } from '../openapi/document.ts'
import { openApi } from '../openapi/openapi-route.ts'
import { route, watchRoute, type Route } from '../http/routes.ts'
import { sendJson } from '../http/send.ts'
import { housePages } from './pages.ts'
import { wantsPage } from './wants-page.ts'

export interface SelfSettings {
  /** Its routes, without those that are made here. */
  described: () => Described
  /** What `GET /` tells programs. */
  index: () => object
  /** What is set in this process, in words. */
  notes: () => readonly string[]
  /** Where the console is on this machine. */
  consolePort: number
}

/** What a process tells of itself: the same for programs as JSON and as OpenAPI, and for people as a page. */
export function selfRoutes({ described, ...settings }: SelfSettings): Route[] {
  const { route: one, document } = openApi(described)
  return [one, indexRoute({ ...settings, described, document }), housePages.route]
}

type IndexSettings = SelfSettings & { document: () => OpenApiDocument }

/** `GET /`: what can be called. Programs get JSON, browsers a page with forms to try it. */
function indexRoute({ described, index, notes, document, consolePort }: IndexSettings): Route {
  return watchRoute(
    route('GET /', 'what can be called', async (request, response) => {
      response.vary('Accept')
      if (!wantsPage(request)) return sendJson(response, 200, index())
      const { processPage } = await import('./process-page.ts')
      const { name, about } = described()
      const consoleUrl = `http://${request.hostname}:${consolePort}/`
      await housePages.send(
        response,
        200,
        processPage({ name, about, notes: notes(), document: document(), consoleUrl }),
      )
    }),
  )
}

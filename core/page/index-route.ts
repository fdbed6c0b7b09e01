import type { OpenApiDocument } from '../openapi/document.ts'
import { route, watchRoute, type Route } from '../http/routes.ts'
import { sendJson } from '../http/send.ts'
import { housePages } from './pages.ts'
import { wantsPage } from './wants-page.ts'

export interface IndexSettings {
  name: string
  about: string
  /** What programs are told. */
  index: () => object
  /** What is set in this process, in words. */
  notes: () => readonly string[]
  document: () => OpenApiDocument
  /** Where the console is on this machine. */
  consolePort: number
}

/** `GET /`: what can be called. Programs get JSON, browsers a page with forms to try it. */
export function indexRoute({ name, about, index, notes, document, consolePort }: IndexSettings): Route {
  return watchRoute(
    route('GET /', 'what can be called', async (request, response) => {
      response.vary('accept')
      if (!wantsPage(request)) return sendJson(response, 200, index())
      const { processPage } = await import('./process-page.ts')
      const consoleUrl = `http://${request.hostname}:${consolePort}/`
      await housePages.send(
        response,
        200,
        processPage({ name, about, notes: notes(), document: document(), consoleUrl }),
      )
    }),
  )
}

import type { OpenApiDocument } from '../openapi/document.ts'
import { html } from './html.ts'
import { ThemeSwitch, type HtmlPage } from './layout.view.ts'
import { ProcessPage, type RouteForm } from './process-page.view.ts'

/** What a process is told as on its own page. */
export interface DescribedProcess {
  name: string
  about: string
  /** What is set in it, in words. */
  notes: readonly string[]
  document: OpenApiDocument
  /** Where the console is. */
  consoleUrl: string
}

/** `GET /` for a browser: what this process is, and its routes with forms to try them. */
export const processPage = ({ name, about, notes, document, consoleUrl }: DescribedProcess): HtmlPage => ({
  title: 'what can be called',
  of: name,
  header: html`<a class="small" href=${consoleUrl}>Open the console</a><${ThemeSwitch} />`,
  body: html`<${ProcessPage} name=${name} about=${about} notes=${notes} routes=${formsOf(document)} />`,
  module: 'core/page/browser/try-routes.browser.ts',
})

/** What a form needs to know of each operation of the document. */
function formsOf({ paths }: OpenApiDocument): RouteForm[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      const { summary, parameters, requestBody, security } = operation as OperationObject // made by our own describeProcess
      const [type, body] = Object.entries(requestBody?.content ?? {})[0] ?? []
      return {
        method: method.toUpperCase(),
        path,
        about: summary,
        fields: parameters.map(({ name, in: place, description, example }) => ({
          name,
          place,
          takes: description ?? '',
          example: example ?? '',
        })),
        ...(type !== undefined && { body: { type, example: exampleText(type, body?.example) } }),
        takesToken: security !== undefined,
      }
    }),
  )
}

/** As much of an operation as a form shows (OpenAPI 3.1.1 §4.8.10). */
interface OperationObject {
  summary: string
  parameters: { name: string; in: 'path' | 'query'; description?: string; example?: string }[]
  requestBody?: { content: Record<string, { example?: unknown }> }
  security?: unknown[]
}

/** An example as it is sent. */
function exampleText(type: string, example: unknown): string {
  if (type !== 'application/x-www-form-urlencoded') return JSON.stringify(example ?? {}, undefined, 2)
  return new URLSearchParams(Object(example) as Record<string, string>).toString() // an example of a form has texts alone
}

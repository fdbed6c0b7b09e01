import type { IncomingMessage } from 'node:http'
import type { Clock } from '#core/clock'
import { luaJson } from '#core/access/dialects/kong/answers'
import type { OwnAnswer } from '#core/http/forward/own-answer'
import { isLocalProgram } from '#core/http/local'
import { StoreUnavailable } from '#core/store/store'
import type { RequestContext } from '#core/trace/request-context'
import { readAdminFields } from './admin-fields.ts'

/** What an admin route is asked. */
export interface AdminCall {
  /** What stands for the names in braces of its path, decoded. */
  names: readonly string[]
  query: URLSearchParams
  /** Of the body: JSON, or a form. Empty where there is none. */
  fields: Readonly<Record<string, unknown>>
  context: RequestContext
}

/** `POST /consumers/{consumer}/jwt` → what it does. */
export type AdminRoutes = Readonly<Record<string, (call: AdminCall) => OwnAnswer | Promise<OwnAnswer>>>

/** The part of a gateway that people talk to: it answers under paths of its own, which never go on. */
export interface GatewayAdmin {
  /** @returns undefined for a path that is none of its own */
  answer(request: IncomingMessage, context: RequestContext): Promise<OwnAnswer> | undefined
}

interface AdminRow {
  method: string
  pattern: RegExp
  act: AdminRoutes[string]
}

/** As the original writes its answers. @param body undefined: none */
export const adminAnswer = (status: number, body?: unknown): OwnAnswer => ({
  status,
  headers: body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' },
  body: body === undefined ? '' : luaJson(body),
})

export const ADMIN_NOT_FOUND = adminAnswer(404, { message: 'Not found' })

const NOT_LOCAL = adminAnswer(403, { message: 'This is for programs of this machine alone: curl http://localhost:…' })

/**
 * @param routes under the first words of their paths nothing goes on, whether there is such a route or not
 * @param machine by which bodies are waited for
 */
export function createGatewayAdmin(routes: AdminRoutes, machine: Clock): GatewayAdmin {
  const rows = Object.entries(routes).map(([name, act]): AdminRow => {
    const [method = '', path = ''] = name.split(' ')
    return { method, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}/?$`), act }
  })
  const own = new Set(Object.keys(routes).map((name) => firstWord(name.split(' ')[1] ?? '')))

  async function act(
    request: IncomingMessage,
    context: RequestContext,
    path: string,
    search: string,
  ): Promise<OwnAnswer> {
    if (!isLocalProgram(request)) return NOT_LOCAL
    const fitting = rows.filter(({ pattern }) => pattern.test(path))
    const row = fitting.find(({ method }) => method === request.method)
    if (!row) {
      if (fitting.length === 0) return ADMIN_NOT_FOUND
      const allow = fitting.map(({ method }) => method).join(', ')
      return {
        ...adminAnswer(405, { message: 'Method not allowed' }),
        headers: { 'content-type': 'application/json; charset=utf-8', allow },
      }
    }
    const names = (row.pattern.exec(path) ?? []).slice(1).map(decodedName)
    if (names.includes(undefined)) return ADMIN_NOT_FOUND
    const read = await readAdminFields(request, machine)
    if ('fault' in read) return adminAnswer(read.fault.status, { message: read.fault.message })
    const { fields } = read
    try {
      return await row.act({ names: names as string[], query: new URLSearchParams(search), fields, context }) // none is undefined
    } catch (error) {
      if (error instanceof StoreUnavailable)
        return adminAnswer(503, { message: error.detail ?? 'The store cannot be reached' })
      throw error
    }
  }

  return {
    answer(request, context) {
      const { url = '/' } = request
      const mark = url.indexOf('?')
      const path = mark === -1 ? url : url.slice(0, mark)
      return own.has(firstWord(path)) ? act(request, context, path, mark === -1 ? '' : url.slice(mark)) : undefined
    },
  }
}

const firstWord = (path: string) => path.split('/', 2)[1] ?? ''

function decodedName(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

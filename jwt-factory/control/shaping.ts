import { Buffer } from 'node:buffer'
import type { RequestHandler } from 'express'
import { createControl, type Control, type ControlSettings } from '#core/control/control'
import { rewriteAnswer } from '#core/control/rewrite-answer'
import { shownPath } from '#core/http/answer-errors'
import { jsonText } from '#core/http/pretty'
import type { BeforeToken } from '../registered-clients/token-shapes.ts'

/** How a program in the same process shapes what the factory signs and answers; nobody else can. */
export interface Shaping {
  beforeToken?: BeforeToken | undefined
  beforeAnswer?: BeforeAnswer | undefined
}

/** An answer that is about to be sent: `status`, `headers` and `body` may be changed. */
export interface LeavingShaped {
  /** The name of the route: `token`, `jwks`, `introspect`, `discovery`, … */
  readonly on: string
  readonly method: string
  readonly path: string
  status: number
  /** Their names in lower case; undefined takes one out. */
  headers: Record<string, string | undefined>
  /** What the JSON says, where it is JSON; else a text. */
  body: unknown
}

/** Called for each answer of a route, faults included. It does not wait. */
export type BeforeAnswer = (answer: LeavingShaped) => void

/** A fault may have put another text there. */
function bodyAsShaped(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** What can be told to the factory, where its answers may be shaped besides. */
export function shapedControl({ beforeAnswer }: Shaping, settings: ControlSettings): Control {
  const control = createControl(settings)
  if (!beforeAnswer) return control
  return {
    ...control,
    watch(on): RequestHandler {
      const watch = control.watch(on)
      return (request, response, next) => {
        rewriteAnswer(request, response, ({ status, body }) => {
          const given = response.getHeaders()
          const isJson = /\bjson\b/.test(String(given['content-type']))
          const text = body.toString()
          const answer: LeavingShaped = {
            on,
            method: request.method,
            path: shownPath(request),
            status,
            headers: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)])),
            body: isJson ? bodyAsShaped(text) : text,
          }
          beforeAnswer(answer)
          response.statusCode = answer.status
          for (const name of Object.keys(given)) if (answer.headers[name] === undefined) response.removeHeader(name)
          for (const [name, value] of Object.entries(answer.headers))
            if (value !== undefined && value !== String(given[name])) response.setHeader(name, value)
          return Buffer.from(typeof answer.body === 'string' ? answer.body : jsonText(request, answer.body))
        })
        return watch(request, response, next)
      }
    },
  }
}

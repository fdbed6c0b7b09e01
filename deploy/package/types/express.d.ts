import type { IncomingMessage, ServerResponse } from 'node:http'

/** As much of Express as declarations of the package mention: whoever compiles against them needs no types of Express. */
export interface Request extends IncomingMessage {
  method: string
  url: string
  /** As it came, whatever a router took away from `url`. */
  originalUrl: string
  params: Record<string, string | string[]>
  query: Record<string, unknown>
  body: unknown
}

export interface Response extends ServerResponse {
  status(code: number): this
  json(body: unknown): this
  send(body?: unknown): this
}

export type NextFunction = (error?: unknown) => void

export type RequestHandler = (request: Request, response: Response, next: NextFunction) => unknown

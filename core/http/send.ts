import { Buffer } from 'node:buffer'
import type { Response } from 'express'
import { jsonText, jsonTextOf } from './pretty.ts'

/** Answers JSON. Nothing here is for a cache unless its route says so. */
export function sendJson(response: Response, status: number, body: unknown, type = 'application/json'): void {
  if (!response.hasHeader('cache-control')) response.setHeader('cache-control', 'no-store')
  response.status(status).setHeader('content-type', type)
  endWithText(response, jsonText(response.req, body))
}

/** Answers what is JSON already; no cache keeps it. */
export function sendJsonText(response: Response, json: string): void {
  sendText(response, 'application/json', jsonTextOf(response.req, json))
}

/** Answers JSON with a secret in it; RFC 6749 §5.1 wants both headers. */
export function sendSecret(response: Response, body: unknown): void {
  response.setHeader('cache-control', 'no-store')
  response.setHeader('pragma', 'no-cache')
  sendJson(response, 200, body)
}

/** Answers a text that no cache keeps. */
export function sendText(response: Response, type: string, text: string): void {
  response.setHeader('cache-control', 'no-store')
  response.setHeader('content-type', type)
  endWithText(response, text)
}

/**
 * Ends an answer. To HEAD it says how long the text would be, as to GET (RFC 9110 §9.3.2): Node says it of what it sends alone. Where a
 * library has said already how long another text is, that is set right.
 */
export function endWithText(response: Response, text: string): void {
  if (response.req.method === 'HEAD' || response.hasHeader('content-length'))
    response.setHeader('content-length', Buffer.byteLength(text))
  response.end(text)
}

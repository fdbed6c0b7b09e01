import type { IncomingMessage } from 'node:http'
import type { ReadChanges } from './header-changes.ts'
import { staysHere } from './hop-by-hop.ts'

/** What is read of an answer's head: status, and fields as pairs. */
export interface AnswerHead {
  /** Name, value, name, value …: each as it came, Set-Cookie by Set-Cookie. */
  headers: string[]
  hasBody: boolean
}

/**
 * The head of the answer that goes back.
 * @param keepsTrailers whether the client can be sent any: it speaks HTTP/1.1, and the answer has no length
 * @returns undefined when the body cannot be read as it is framed (RFC 9112 §6.1)
 */
export function answerHead(
  answer: IncomingMessage,
  method: string,
  isHttp11: boolean,
  changes: ReadChanges | undefined,
): AnswerHead | undefined {
  const { headers, rawHeaders, statusCode: status = 0 } = answer
  const coding = headers['transfer-encoding']
  // Node takes others, and hands out the body as it is.
  if (coding !== undefined && (coding.toLowerCase() !== 'chunked' || headers['content-length'] !== undefined)) {
    return undefined
  }
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304
  const isChunked = hasBody && isHttp11 && headers['content-length'] === undefined
  const stays = staysHere(headers.connection)
  const out: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    const lower = name.toLowerCase()
    if (lower === 'content-length') {
      if (status !== 204) out.push(name, rawHeaders[index + 1] ?? '') // RFC 9110 §8.6; Connection cannot take it away
      continue
    }
    if (stays(lower) || changes?.takesAway(lower) || (lower === 'trailer' && !isChunked)) continue
    out.push(name, rawHeaders[index + 1] ?? '')
  }
  if (changes) out.push(...changes.added)
  return { headers: out, hasBody }
}

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
 * @param fields as they came: name, value, name, value …
 * @param isHttp11 whether the client can be sent trailers, where the answer has no length
 * @returns undefined when the body cannot be read as it is framed (RFC 9112 §6.1)
 */
export function answerHead(
  status: number,
  fields: readonly string[],
  method: string,
  isHttp11: boolean,
  changes: ReadChanges | undefined,
): AnswerHead | undefined {
  const names: string[] = []
  let connection: string | undefined
  let coding: string | undefined
  let hasLength = false
  for (let index = 0; index < fields.length; index += 2) {
    const name = (fields[index] ?? '').toLowerCase()
    const value = fields[index + 1] ?? ''
    if (name === 'connection') connection = connection === undefined ? value : `${connection},${value}`
    else if (name === 'transfer-encoding') coding = coding === undefined ? value : `${coding},${value}`
    else if (name === 'content-length') hasLength = true
    names.push(name)
  }
  // Both clients take others, and hand out the body as it is.
  if (coding !== undefined && (coding.toLowerCase() !== 'chunked' || hasLength)) return undefined
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304
  const isChunked = hasBody && isHttp11 && !hasLength
  const stays = staysHere(connection)
  const out: string[] = []
  for (const [place, name] of names.entries()) {
    if (name === 'content-length') {
      if (status === 204) continue // RFC 9110 §8.6; Connection cannot take it away
    } else if (name === 'set-cookie' && changes?.takesCookie(fields[2 * place + 1] ?? '')) continue
    else if (stays(name) || changes?.takesAway(name) || (name === 'trailer' && !isChunked)) continue
    out.push(fields[2 * place] ?? '', fields[2 * place + 1] ?? '')
  }
  if (changes) out.push(...changes.added)
  return { headers: out, hasBody }
}

import { CannotBeMade } from '#attacks'
import type { Clock } from '#core/clock'
import { isOurAnswer } from '#core/control/our-answer'
import { errorText } from '#core/error-text'
import { askPlain, openPlainConnections } from '#core/http/ask-plain'

const START_IT = ': start the sandbox with npm start, or say where its factory is with --factory URL'

/** By this name the control plane and its captured requests know the probe. */
export const PROBE_CALLER = 'jwt-sandbox-probe'

/**
 * Whoever has not answered yet, or not lately, is not waited for long. Else a busy machine has its time, and an advance of the clock
 * takes a while. Milliseconds.
 */
const PROBE_PATIENCE = { unheard: 5000, heard: 15_000, clock: 20_000 }

/** The control plane of one process of the sandbox. */
export interface AskControl {
  /**
   * @returns the body of a good answer, as its route describes it
   * @throws CannotBeMade with one sentence: what it says against it, or that it does not answer
   */
  (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown>
  /** How long a public document of the process may be kept, as it says itself. @returns undefined where it says nothing, or 200 is not what it says */
  cacheControlOf(path: string): Promise<string | undefined>
  close(): void
}

/**
 * @param url where the process listens without TLS
 * @param name of the process, for sentences
 * @throws Error when it is no such address
 */
export function createAskControl(url: URL, name: string, clock: Clock, token?: string): AskControl {
  if (url.protocol !== 'http:')
    throw new Error(`The control plane of ${name} answers on its plain port: give its address with http, not ${url.protocol}//.`) // prettier-ignore
  const [host, port] = [url.hostname.replace(/^\[|\]$/g, ''), Number(url.port || 80)]
  const connections = openPlainConnections()
  const at = { host, port, token, headers: { 'user-agent': PROBE_CALLER } }
  let isHeard = false
  const hear = async (method: string, path: string, body?: object) => {
    // What changes nothing may be asked twice, when an old connection has ended.
    const isLook = method === 'GET' || path === '/control/signature'
    const patience = PROBE_PATIENCE[!isHeard ? 'unheard' : path === '/control/clock' ? 'clock' : 'heard']
    const question = { ...at, method, path, body, patience, ...(isLook && { connections }) }
    const answered = await askPlain(question, clock).catch((error: unknown) => {
      isHeard = false
      throw new CannotBeMade(
        `${name} does not answer at ${url.origin} (${errorText(error)})${name === 'jwt-factory' ? START_IT : ''}`,
      )
    })
    isHeard = true
    return answered
  }
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const { status, text } = await hear(method, path, body)
    const answer = jsonOfControl(text)
    if (status < 300 && answer !== undefined && isOurAnswer({ method, path, status, body: answer })) return answer
    const { detail } = Object(answer) as { detail?: unknown }
    if (status >= 400 && typeof detail === 'string') throw new CannotBeMade(`${name} says: ${detail}`)
    throw new CannotBeMade(`what answers at ${url.origin} is not ${name} of a running sandbox`)
  }
  const cacheControlOf = async (path: string) => {
    const { status, cacheControl } = await hear('GET', path)
    return status === 200 ? cacheControl : undefined
  }
  return Object.assign(ask, { cacheControlOf, close: connections.close })
}

function jsonOfControl(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

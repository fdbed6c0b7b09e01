import type { IncomingMessage } from 'node:http'
import type { Clock } from '#core/clock'
import type { StreamedEvent } from '#core/http/event-stream'
import { tokenHeaders } from '#core/http/ask-plain'
import { findHost } from '#core/http/find-host'
import { request } from '#core/http/node-http'
import { CONSOLE_NAME } from '../parts/caller-words.ts'
import { hasMoreLevels } from '#core/token/structure'
import { MOST_LEVELS } from './ask.ts'

/** Of one event: what a process is told by its state is less. Characters. */
const MAX_EVENT = 500_000

/** A process says every 15 s that it is there; one that says nothing for so long hangs. Milliseconds. */
export const LONGEST_SILENCE = 20_000

export interface EventSource {
  host: string
  port: number
  path: string
  /** CONTROL_TOKEN, where one is set. */
  token?: string | undefined
  /** By which its silence is measured. */
  clock: Clock
}

/**
 * Reads server-sent events (HTML §9.2.6) as our processes send them, until the stream ends.
 * @returns the status of the answer: other than 200 it is no stream
 * @throws the platform's error where nobody is there, or where the stream breaks or falls silent
 */
export async function readEvents(
  { host, port, path, token, clock }: EventSource,
  signal: AbortSignal,
  onEvent: (event: StreamedEvent) => void,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const headers = {
    host: `localhost:${port}`,
    accept: 'text/event-stream',
    'user-agent': CONSOLE_NAME,
    ...tokenHeaders(host, token),
  }
  const asked = request({ host, port, ...findHost(host), path, headers, signal })
    .on('response', resolve)
    .on('error', reject)
  asked.end()
  let isHeard = true
  const stopListening = clock.every(LONGEST_SILENCE, () => {
    if (!isHeard) asked.destroy(new Error('it says nothing any more'))
    isHeard = false
  })
  try {
    const answer = await promise
    if (answer.statusCode === 200) await readStream(answer, onEvent, () => (isHeard = true))
    else answer.destroy()
    return answer.statusCode ?? 0
  } finally {
    stopListening()
  }
}

async function readStream(
  answer: IncomingMessage,
  onEvent: (event: StreamedEvent) => void,
  onPiece: () => void,
): Promise<void> {
  answer.setEncoding('utf8')
  let rest = ''
  for await (const piece of answer) {
    onPiece()
    const blocks = `${rest}${piece}`.split('\n\n')
    rest = blocks.pop() ?? ''
    if (rest.length > MAX_EVENT) throw new Error('an event is longer than there can be')
    for (const block of blocks) {
      const event = parseEvent(block)
      if (event) onEvent(event)
    }
  }
}

/** One line for the name, one for the data; a comment is neither. */
function parseEvent(block: string): StreamedEvent | undefined {
  const [, event, data] = /^event: (\S+)\ndata: (.*)$/.exec(block) ?? []
  if (event === undefined || data === undefined) return undefined
  if (hasMoreLevels(data, MOST_LEVELS)) throw new Error('an event has more levels than there can be')
  return { event, data: JSON.parse(data) }
}

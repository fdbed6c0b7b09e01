import { Buffer } from 'node:buffer'
import type { RequestHandler, Response } from 'express'
import type { Clock } from '../clock.ts'
import { Problem } from './problem.ts'
import { sendText } from './send.ts'

/** Something that happened: its name, and what is to be told of it, as JSON. */
export interface StreamedEvent {
  event: string
  data: unknown
}

/** Tells whoever listens what happens, as it happens (server-sent events, HTML §9.2). */
export interface EventStream {
  /** Answers with the stream. Whoever does not ask for one by `Accept` is told how things are now, and that is all. */
  readonly handler: RequestHandler
  /** How many listen. Nothing need be put together for nobody. */
  readonly readers: number
  publish(event: StreamedEvent): void
  /** Ends all streams: a process that ends waits for its answers. */
  close(): void
}

export interface EventStreamSettings {
  clock: Clock
  /** What a reader is told first: how things are now. So nothing is lost when it comes again. */
  greeting: () => readonly StreamedEvent[]
  /** How many may listen at once. */
  maxReaders: number
}

/** Says that it is still there, and finds out who is not. Milliseconds. */
const PING = 15_000

/** Whoever is behind by more is ended: it can come again, and is told how things are. Bytes. */
const MAX_BEHIND = 250_000

export const EVENT_STREAM = 'text/event-stream'

export function createEventStream({ clock, greeting, maxReaders }: EventStreamSettings): EventStream {
  const readers = new Set<Response>()
  let stopPinging: (() => void) | undefined

  function leave(response: Response): void {
    readers.delete(response)
    if (readers.size === 0) stopPinging = void stopPinging?.()
  }

  /** Who has most of all gives way, so that one address alone keeps no other from listening. @returns whether there is room */
  function makeRoomFor(newcomer: Response): boolean {
    const byAddress = Map.groupBy(readers, readerAddress)
    const own = byAddress.get(readerAddress(newcomer))?.length ?? 0
    const [most] = [...byAddress.values()].toSorted((a, b) => b.length - a.length)
    const [oldest] = most ?? []
    if (!most || !oldest || most.length <= own + 1) return false
    leave(oldest)
    oldest.destroy()
    return true
  }

  return {
    get readers() {
      return readers.size
    },
    handler(request, response) {
      response.vary('Accept')
      if (!String(request.headers.accept).includes(EVENT_STREAM) || request.method === 'HEAD')
        return sendText(response, EVENT_STREAM, greeting().map(eventText).join(''))
      if (readers.size >= maxReaders && !makeRoomFor(response)) {
        const detail = `${maxReaders} listen to the events of this process already. Close a page or a program that does.`
        throw new Problem('too-many-requests', detail, { headers: { 'retry-after': '5' } })
      }
      response.writeHead(200, { 'content-type': EVENT_STREAM, 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
      readers.add(response)
      response.once('close', () => leave(response))
      stopPinging ??= clock.every(PING, () => readers.forEach((each) => say(each, ':\n\n')))
      response.write(greeting().map(eventText).join(''))
    },
    publish(event) {
      if (readers.size === 0) return
      const text = eventText(event)
      for (const response of readers) say(response, text)
    },
    close() {
      for (const response of readers) response.end()
    },
  }
}

const readerAddress = ({ req }: Response): string | undefined => req.socket.remoteAddress

function say(response: Response, text: string): void {
  if (response.writableLength + Buffer.byteLength(text) > MAX_BEHIND) response.destroy()
  else response.write(text)
}

/** JSON has no line of its own, so it is one line of data. */
const eventText = ({ event, data }: StreamedEvent): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

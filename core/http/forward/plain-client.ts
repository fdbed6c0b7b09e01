import type { Dispatcher } from 'undici'
import type { ConnectOptions } from './connect-options.ts'
import type { Outgoing, ToldOfAnswer, UpstreamClient } from './outgoing.ts'
import { openerOf, type PlainConnection } from './plain-connection.ts'
import type { RequestHead } from './request-head.ts'

/**
 * undici's client, for requests that are nothing but a head and may be sent twice (`isPlain`): it costs least. It takes a 100 that
 * nobody has asked for as the end of the connection, so a target that says one is asked by Node's client from then on.
 * @param isUnfit told that the target says what undici does not read
 */
export function createPlainClient(options: ConnectOptions, isSecure: boolean, isUnfit: () => void): UpstreamClient {
  const idle: PlainConnection[] = [] // the one that was used last is the last
  let isEnded = false
  const open = openerOf(options, isSecure, (gone) => {
    const place = idle.indexOf(gone)
    if (place >= 0) idle.splice(place, 1)
  })

  function takeIdle(): PlainConnection | undefined {
    for (let one = idle.pop(); one; one = idle.pop()) if (!one.socket.destroyed) return one
    return undefined
  }

  function send({ method, path, headers }: RequestHead, told: ToldOfAnswer, isFresh: boolean): Outgoing {
    const kept = isFresh ? undefined : takeIdle()
    const connection = kept ?? open()
    const { socket, client } = connection
    const heardBefore = socket.bytesRead
    let controller: Dispatcher.DispatchController | undefined
    let status = 0
    let isOver = false
    let isSending = true
    let refused: Error | undefined

    client.dispatch(
      { method: method as Dispatcher.HttpMethod, path, headers }, // it takes other methods, too
      {
        onRequestStart: (given) => void (controller = given),
        onResponseStart({ rawHeaders }, read, { link }, reason) {
          if (isOver) return
          if (read < 200) return told.early(read, link)
          status = read
          told.answered(status, readReason(reason), readFields(rawHeaders))
        },
        onResponseData(given, piece) {
          if (!isOver && !told.piece(piece)) given.pause()
        },
        onResponseEnd({ rawTrailers }) {
          if (isOver) return
          isOver = true
          if (isEnded) socket.destroy()
          else idle.push(connection) // where undici is about to end it, it is not taken
          told.ended(readFields(rawTrailers))
        },
        onResponseError(_given, error) {
          if (isSending) return void (refused = error)
          if (isOver) return
          isOver = true
          // undici waits for as much of a body as they say, and there is none (RFC 9110 §8.6).
          if (status === 204 || status === 304) return told.ended([])
          const isUnread = status === 0 && isUnaskedContinue(error)
          if (isUnread) isUnfit()
          const isUnheard = kept !== undefined && (!controller || socket.bytesRead === heardBefore) && isLost(error)
          told.failed(error, isUnread || isUnheard)
        },
      },
    )
    isSending = false
    if (refused) {
      socket.destroy()
      throw refused
    }
    return {
      stage: () => (connection.isConnected ? 'asks' : 'connects'),
      isBroken: () => socket.destroyed,
      takeMore: () => controller?.resume(),
      drop() {
        if (!isOver) socket.destroy()
        isOver = true
      },
    }
  }

  return {
    send,
    get idle() {
      return idle.length
    },
    makeRoom: () => void idle.shift()?.socket.destroy(),
    end() {
      isEnded = true
      for (const { socket } of idle) socket.destroy()
    },
  }
}

/** Before the answer, undici says it of nothing else. */
const isUnaskedContinue = (error: Error) =>
  'code' in error && error.code === 'UND_ERR_SOCKET' && error.message === 'bad response'

/** The connection is over; what came on it was no part of an answer. */
const isLost = (error: Error) =>
  'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE' || error.code === 'UND_ERR_SOCKET')

/** It means nothing (RFC 9112 §4), and undici reads its octets as UTF-8: where they are not ASCII, there is none. */
const readReason = (reason = '') => (/^[\t\x20-\x7e]*$/.test(reason) ? reason : '')

/** A sign for each octet, as Node reads them. */
function readFields(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  const fields: string[] = []
  if (Array.isArray(raw)) for (const each of raw) fields.push(typeof each === 'string' ? each : each.toString('latin1'))
  return fields
}

import { EventEmitter } from 'node:events'
import type { Request, Response } from 'express'
import { manualClock } from '../clock.ts'
import { CAPTURE_LIMITS, createCapture, type Capture } from './capture.ts'

export const START = '2026-01-01T00:00:00.000Z'
export const TRACE = 'a'.repeat(32)

export interface Seen {
  on?: string
  from?: string
  traceId?: string
  url?: string
  body?: unknown
}

/** An answer on its way, as far as it is looked at. */
export function record(capture: Capture, { on = 'token', from, traceId = TRACE, url = '/token', body }: Seen = {}) {
  const request = { method: 'POST', originalUrl: url, body }
  const response = Object.assign(new EventEmitter(), { statusCode: 200, req: request })
  const seen = response as unknown as Response // no more of it is looked at
  const kept = capture.record(request as Request, seen, { on, from, traceId })
  return {
    kept,
    answer(status: number) {
      response.statusCode = status
      response.emit('prefinish')
      response.emit('close')
    },
    close: () => void response.emit('close'),
  }
}

export const openCapture = (limits = CAPTURE_LIMITS): Capture => createCapture(manualClock(START), limits)

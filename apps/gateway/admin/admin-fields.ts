import type { IncomingMessage } from 'node:http'
import type { Clock } from '#core/clock'
import { hasBody, receiveBody, type Body } from '#core/http/body'
import { parseStrictJsonText } from '#core/token/strict-json'

/** Whoever sends nothing for so long is not waited for: each holds one of the connections that there are. Milliseconds. */
export const SLOWEST_ADMIN_BODY = 10_000

/** What is wrong with a body, and the status that says so. */
export interface BodyFault {
  status: 400 | 408 | 417
  message: string
}

/**
 * The fields of a body: JSON, or a form.
 * @param machine by which somebody is waited for
 */
export async function readAdminFields(
  request: IncomingMessage,
  machine: Clock,
): Promise<{ fields: Readonly<Record<string, unknown>> } | { fault: BodyFault }> {
  // Nobody says 100 here, and whoever waits for it asks again without it (RFC 9110 §10.1.1, §15.5.18).
  if (request.headers.expect !== undefined) return faultOfBody('Send the body at once, without the header Expect.', 417)
  const body = hasBody(request) ? await bodyInTime(request, machine) : await receiveBody(request)
  if (body === 'late') return faultOfBody('The body did not arrive in time.', 408)
  if (typeof body === 'string') return faultOfBody('The body is too large, or did not arrive.')
  const text = Buffer.from(body).toString()
  if (text.trim() === '') return { fields: {} }
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    return { fields: Object.fromEntries(new URLSearchParams(text)) }
  try {
    const value = parseStrictJsonText(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { fields: value as Record<string, unknown> } // by the line above
  } catch {
    // told below
  }
  return faultOfBody('Cannot parse JSON body')
}

const faultOfBody = (message: string, status: BodyFault['status'] = 400) => ({ fault: { status, message } })

const isLate = () => 'late' as const

async function bodyInTime(request: IncomingMessage, machine: Clock): Promise<Body | 'late'> {
  const isThere = new AbortController()
  const late = machine.delay(SLOWEST_ADMIN_BODY, isThere.signal).then(isLate, isLate)
  const body = await Promise.race([receiveBody(request), late])
  isThere.abort()
  return body
}

import type { Clock } from '#core/clock'

/** As much of a body as is read, and for so long. */
const MOST_OF_READ_BODY = 1_000_000
export const BODY_PATIENCE = 4000

/** What a body says, and why that is not all. */
export interface ReadBody {
  readonly text: string
  /** In words; undefined where it was read to its end. */
  readonly unread?: string
}

const ITS_END = 'its body did not end within'

/** Of a Response, which stays as it is. */
export async function readFetched(response: Response, clock: Clock): Promise<ReadBody> {
  if (response.bodyUsed)
    return { text: '', unread: 'its body was read before: hand over response.clone(), or the matcher first' }
  const { body } = response.clone()
  return body === null ? { text: '' } : readBodyStream(body, clock)
}

async function readBodyStream(body: ReadableStream<Uint8Array>, clock: Clock): Promise<ReadBody> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  const over = new AbortController()
  const isLate = clock.delay(BODY_PATIENCE, over.signal).then(
    () => 'late' as const,
    () => 'late' as const,
  )
  try {
    for (;;) {
      const next = await Promise.race([isLate, reader.read()])
      if (next === 'late') return { text, unread: `${ITS_END} ${BODY_PATIENCE / 1000} s` }
      if (next.done) return { text: text + decoder.decode() }
      bytes += next.value.byteLength
      text += decoder.decode(next.value, { stream: true })
      if (bytes > MOST_OF_READ_BODY) return { text, unread: `its body is longer than ${MOST_OF_READ_BODY} bytes` }
    }
  } finally {
    over.abort()
    void reader.cancel().catch(() => undefined)
  }
}

/** Of a body that can be read once: its text, in time. */
export async function readOnce(body: { text(): Promise<string> }, clock: Clock): Promise<ReadBody> {
  const over = new AbortController()
  const late = clock.delay(BODY_PATIENCE, over.signal).then(
    (): ReadBody => ({ text: '', unread: `${ITS_END} ${BODY_PATIENCE / 1000} s` }),
    (): ReadBody => ({ text: '' }),
  )
  try {
    return await Promise.race([late, body.text().then((text) => boundBody(text))])
  } finally {
    over.abort()
  }
}

export const boundBody = (text: string): ReadBody =>
  text.length > MOST_OF_READ_BODY
    ? { text: text.slice(0, MOST_OF_READ_BODY), unread: `its body is longer than ${MOST_OF_READ_BODY} characters` }
    : { text }

import type { Clock } from '../clock.ts'
import { errorText } from '../error-text.ts'
import type { OutsideAnswer } from '../http/outside-client.ts'
import { backoff, retryAfterOf } from './retry.ts'
import type { Span } from './span.ts'

/** Where spans go. */
export interface SpanSender {
  /** Takes a span, or drops it; it never waits. */
  add(span: Span): void
  /** Since the process was started. */
  readonly counts: SpanCounts
  /** Sends what waits, for two seconds at most, and drops the rest. */
  close(): Promise<void>
}

export interface SpanCounts {
  sent: number
  /** There was no room for them. */
  full: number
  /** The collector did not take them. */
  refused: number
  /** It was away for too long. */
  unreachable: number
}

export interface SpanSenderParts {
  /** Posts so many spans once. @throws Error when there is no answer */
  post(spans: readonly Span[], limits: { patience: number; signal: AbortSignal }): Promise<OutsideAnswer>
  /** Of this machine. */
  clock: Clock
  log: { warn(fields: object, event: string): void; info(fields: object, event: string): void }
}

/** Spans that wait, and those of one request. */
export const SPAN_LIMITS = { waiting: 2048, batch: 512 }
/** Until what waits is sent, where it is not a whole request. Milliseconds, as all that follow. */
const PACE = 5000
const POST_PATIENCE = 10_000
const FLUSH_PATIENCE = 2000
const MOST_POSTS = 6

/** Those say that it is worth to come again (OTLP/HTTP, "Retryable Response Codes"). */
const FOR_LATER = new Set([429, 502, 503, 504])

/** Sends spans to a collector, some at a time, one request after the other. A collector that is away, slow or odd changes nothing else. */
export function createSpanSender({ post, clock, log }: SpanSenderParts): SpanSender {
  const counts: SpanCounts = { sent: 0, full: 0, refused: 0, unreachable: 0 }
  const ending = new AbortController()
  const giveUp = new AbortController()
  const waiting: Span[] = []
  let pause = 0
  let failures = 0
  let hurry = new AbortController()
  let running: Promise<void> | undefined

  const isEnding = () => ending.signal.aborted
  const rest = (milliseconds: number, signal: AbortSignal) => clock.delay(milliseconds, signal).catch(() => {})

  function start(): void {
    running ??= sendAll().finally(() => {
      running = undefined
      if (waiting.length > 0) start() // it came in this moment
    })
  }

  async function sendAll(): Promise<void> {
    while (waiting.length > 0) {
      hurry = new AbortController()
      if (!isEnding() && waiting.length < SPAN_LIMITS.batch) await rest(PACE, hurry.signal)
      await sendBatch(waiting.splice(0, SPAN_LIMITS.batch))
    }
  }

  async function sendBatch(batch: readonly Span[]): Promise<void> {
    for (let tries = 1; ; tries++) {
      if (pause > 0) await rest(pause, ending.signal)
      const { fault, isForLater, retryAfter, rejected } = await tryOnce(batch)
      if (fault === undefined) return succeeded(batch.length - rejected, rejected)
      if (failures++ === 0) log.warn({ reason: fault, advice: ELSE_GOES_ON }, 'spans-not-sent')
      pause = isForLater ? Math.max(retryAfter, backoff(failures)) : 0
      if (isForLater && tries < MOST_POSTS && !isEnding()) continue
      counts[isForLater ? 'unreachable' : 'refused'] += batch.length
      if (isForLater && isEnding()) counts.unreachable += waiting.splice(0).length // nobody waits for them any longer
      return
    }
  }

  function succeeded(sent: number, rejected: number): void {
    if (failures > 0) log.info({ ...counts }, 'spans-sent-again')
    failures = 0
    pause = 0
    counts.sent += sent
    counts.refused += rejected
  }

  async function tryOnce(batch: readonly Span[]) {
    const none = { isForLater: true, retryAfter: 0, rejected: 0 }
    try {
      const answer = await post(batch, { patience: POST_PATIENCE, signal: giveUp.signal })
      const { status } = answer
      if (status >= 200 && status < 300)
        return { ...none, fault: undefined, rejected: rejectedIn(answer, batch.length) }
      const retryAfter = retryAfterOf(answer.headers['retry-after'], clock.now())
      return { ...none, fault: `the collector answered ${status}`, isForLater: FOR_LATER.has(status), retryAfter }
    } catch (error) {
      return { ...none, fault: errorText(error) }
    }
  }

  return {
    counts,
    add(span) {
      if (waiting.length >= SPAN_LIMITS.waiting || isEnding()) return void counts.full++
      waiting.push(span)
      if (waiting.length >= SPAN_LIMITS.batch) hurry.abort()
      start()
    },
    async close() {
      ending.abort()
      hurry.abort()
      const over = new AbortController()
      void clock.delay(FLUSH_PATIENCE, over.signal).then(
        () => giveUp.abort(),
        () => {}, // it ended before
      )
      await running
      over.abort()
    },
  }
}

const ELSE_GOES_ON = 'all else goes on. What waits is sent when the collector is there again, as far as there is room'

/** What a collector says that it left out (`partialSuccess`); whatever else it answers means nothing. */
function rejectedIn({ text }: OutsideAnswer, most: number): number {
  try {
    const rejected = Number(JSON.parse(text)?.partialSuccess?.rejectedSpans)
    return rejected > 0 ? Math.min(Math.floor(rejected), most) : 0
  } catch {
    return 0
  }
}

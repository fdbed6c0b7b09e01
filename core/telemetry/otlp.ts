import type { Span } from './span.ts'

/** Of the texts in a span: what is known beforehand is shorter. Characters. */
const LONGEST_ATTRIBUTE = 200

/** `SPAN_KIND_SERVER`, and a status that says that something failed. */
const SERVER = 2
const FAILED = 2

/**
 * Spans as the body of a request to a collector: `ExportTraceServiceRequest` in JSON, ids in hexadecimal digits, times as texts of
 * nanoseconds (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).
 * @param resource what the process says of itself: `service.name`
 */
export function otlpTraces(spans: readonly Span[], resource: Readonly<Record<string, string>>): string {
  const scopeSpans = [{ scope: { name: 'jwt-sandbox' }, spans: spans.map(otlpSpan) }]
  return JSON.stringify({ resourceSpans: [{ resource: { attributes: keyValues(resource) }, scopeSpans }] })
}

const otlpSpan = (span: Span) => ({
  traceId: span.traceId,
  spanId: span.spanId,
  ...(span.parentId !== undefined && { parentSpanId: span.parentId }),
  name: span.name,
  kind: SERVER,
  startTimeUnixNano: nanoseconds(span.startedAt),
  endTimeUnixNano: nanoseconds(span.startedAt + span.tookMs),
  attributes: keyValues(span.attributes),
  events: span.events.map(({ name, at, attributes }) => ({
    name,
    timeUnixNano: nanoseconds(at),
    attributes: keyValues(attributes),
  })),
  status: span.hasFailed ? { code: FAILED } : {},
})

/** To a microsecond: more does not fit into a number. */
const nanoseconds = (milliseconds: number) => `${BigInt(Math.round(milliseconds * 1000)) * 1000n}`

const keyValues = (pairs: Readonly<Record<string, string | number>>) =>
  Object.entries(pairs).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value.slice(0, LONGEST_ATTRIBUTE) },
  }))

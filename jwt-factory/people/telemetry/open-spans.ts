import type { Clock } from '#core/clock'
import { createOutsideClient, NoAnswer } from '#core/http/outside-client'
import type { Log } from '#core/log'
import { otlpTraces } from '#core/telemetry/otlp'
import { createSpanSender, type SpanSender } from '#core/telemetry/send-spans'

/** Where a collector takes traces, unless its address says another path. */
const TRACES_PATH = '/v1/traces'

/** What a collector answers is short. Bytes. */
const LARGEST_OF_COLLECTOR = 64_000

/**
 * Opens what sends spans to a collector by OTLP over HTTP. It asks nobody yet: a collector may come later.
 * @param url of the configuration: http or https
 * @param parts `name`: what the process says of itself in each request
 */
export function openSpans(
  url: string,
  { name, clock, log, host }: { name: string; clock: Clock; log: Log; host: string },
): SpanSender {
  const client = createOutsideClient({ address: url, host, caller: 'jwt-sandbox people', machine: clock })
  const path = client.base === '' ? TRACES_PATH : client.path
  const headers = { 'content-type': 'application/json' }
  const sender = createSpanSender({
    clock,
    log,
    post: (spans, limits) =>
      client
        .ask({
          method: 'POST',
          path,
          headers,
          body: otlpTraces(spans, { 'service.name': name }),
          maxBytes: LARGEST_OF_COLLECTOR,
          ...limits,
        })
        .catch((error: unknown) => {
          if (!(error instanceof NoAnswer)) throw error
          throw new Error(error.message.replace('trusted_certificates says who is', OWN_AUTHORITY), { cause: error })
        }),
  })
  return { ...sender, close: () => sender.close().finally(client.close) }
}

const OWN_AUTHORITY = 'NODE_EXTRA_CA_CERTS names the file of an authority of your own'

import { z, type RefinementCtx } from 'zod'
import { keyBlock, maybeKey, serverUrl, WHATEVER_ELSE, textOrNone } from '#core/config/file-kinds'
import { maybeFlag } from './config-kinds.ts'
import type { PeopleTelemetry } from './people-config.ts'

const PROVIDERS = ['http', 'grpc', 'none'] as const
const exporter = maybeKey(z.enum(PROVIDERS, 'is neither http nor none'))

/** `telemetry:` of Stoke. */
export const telemetryBlock = keyBlock({
  trace_provider: exporter,
  trace_export_url: textOrNone,
  trace_insecure: maybeFlag(false),
  metric_provider: exporter,
  metric_export_url: textOrNone,
  metric_insecure: maybeFlag(false),
  disable_monitoring: maybeFlag(false),
  require_prometheus_authentication: maybeFlag(false),
})
  .superRefine(checkTelemetry, WHATEVER_ELSE)
  .transform((telemetry): PeopleTelemetry => ({
    tracesTo: telemetry.trace_provider === 'http' ? telemetry.trace_export_url : undefined,
    hasMonitoring: !telemetry.disable_monitoring,
    guardsMetrics: telemetry.require_prometheus_authentication,
  }))

interface ReadTelemetry {
  trace_provider?: unknown
  trace_export_url?: unknown
  trace_insecure?: unknown
  metric_provider?: unknown
}

function checkTelemetry(telemetry: ReadTelemetry, context: RefinementCtx): void {
  const tell = (part: string, message: string) => context.addIssue({ code: 'custom', path: [part], message })
  if (telemetry.trace_provider === 'grpc') tell('trace_provider', NO_GRPC)
  const { metric_provider: metrics } = telemetry
  if (metrics === 'grpc' || metrics === 'http') tell('metric_provider', NO_METRICS)
  if (telemetry.trace_provider !== 'http') return
  const { trace_export_url: url, trace_insecure: isPlain } = telemetry
  if (url === undefined)
    return tell('trace_export_url', 'is missing: it is the URL of the collector, http://localhost:4318')
  if (!serverUrl.safeParse(url).success)
    return tell('trace_export_url', 'is not an http:// or https:// URL of a server')
  if (isPlain === true && String(url).startsWith('https:'))
    tell('trace_insecure', 'is true, and trace_export_url says https: write http:// there, or false here')
  if (isPlain !== true && String(url).startsWith('http:'))
    tell('trace_insecure', 'is false, and trace_export_url says http: write https:// there, or true here')
}

const NO_GRPC =
  'is grpc, and traces go out by HTTP alone: write http, and the port of the collector for it (4318) in trace_export_url'
const NO_METRICS = 'sends metrics out, and here they are fetched, from /metrics: write none'

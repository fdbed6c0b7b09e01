import { gauge, type MetricFamily } from './exposition.ts'

/**
 * What a process takes, under the names that clients of Prometheus have for it.
 * @param startedAt milliseconds since 1970
 */
export function processNumbers(startedAt: number): MetricFamily[] {
  const { rss, heapUsed } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return [
    {
      name: 'process_cpu_seconds_total',
      type: 'counter',
      help: 'Time that the processor has worked for it.',
      samples: [{ value: (user + system) / 1e6 }],
    },
    gauge('process_resident_memory_bytes', 'Memory of this machine that it has.', rss),
    gauge('process_start_time_seconds', 'When it was started, since 1970.', startedAt / 1000),
    gauge('nodejs_heap_size_used_bytes', 'Memory that its own objects take.', heapUsed),
    {
      name: 'nodejs_version_info',
      type: 'gauge',
      help: 'The Node that runs it.',
      samples: [{ labels: { version: process.version }, value: 1 }],
    },
  ]
}

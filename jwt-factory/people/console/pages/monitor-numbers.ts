import type { MetricFamily, Sample } from '#core/telemetry/exposition'

/** How often something came to one end. */
export interface Tally {
  word: string
  count: number
  isRefused: boolean
}

/** Numbers of a process with people, as eyes read them. What cannot be had at the moment is undefined. */
export interface MonitorNumbers {
  logins: Tally[]
  renewals: Tally[]
  /** By the first digit of the status. */
  answers: Tally[]
  /** The routes that are asked for most. */
  routes: Tally[]
  /** Passwords that wait. */
  waiting: number | undefined
  directory: { word: string; count: number }[]
  keys: { word: string; count: number }[]
  published: number | undefined
  /** When the key that signs leaves the key set. Milliseconds since 1970; 0 where none signs. */
  keyEnds: number | undefined
  spans: Tally[]
  /** Milliseconds. */
  uptime: number | undefined
  processorSeconds: number | undefined
  /** Bytes. */
  memory: number | undefined
  heap: number | undefined
  node: string
}

/** What comes of a login or a renewal that is not refused. */
const GIVEN = new Set(['issued', 'session', 'sent'])

const MOST_ROUTES = 8

/** @param now by the clock by which the process was started: milliseconds since 1970 */
export function readMonitorNumbers(families: readonly MetricFamily[], now: number): MonitorNumbers {
  const samplesOf = (name: string): readonly Sample[] => families.find((family) => family.name === name)?.samples ?? []
  const only = (name: string) => samplesOf(name)[0]?.value
  const startedAt = only('process_start_time_seconds')
  const verdicts = (name: string) =>
    tallies(samplesOf(name), ({ result = '' }) => result, (word) => !GIVEN.has(word)) // prettier-ignore
  const requests = samplesOf('people_http_requests_total')
  return {
    logins: verdicts('people_logins_total'),
    renewals: verdicts('people_renewals_total'),
    answers: tallies(requests, ({ status = '' }) => answerClass(status), (word) => !/^[23]/.test(word)), // prettier-ignore
    routes: tallies(requests, ({ method, route }) => `${method} ${route}`, () => false).slice(0, MOST_ROUTES), // prettier-ignore
    waiting: only('people_password_hashes_waiting'),
    directory: counts(samplesOf('people_directory_entries'), 'kind'),
    keys: counts(samplesOf('people_keys'), 'state'),
    published: only('people_keys_published'),
    keyEnds: inMilliseconds(only('people_signing_key_expires_timestamp_seconds')),
    spans: verdicts('people_spans_total'),
    uptime: startedAt === undefined ? undefined : Math.max(0, now - startedAt * 1000),
    processorSeconds: only('process_cpu_seconds_total'),
    memory: only('process_resident_memory_bytes'),
    heap: only('nodejs_heap_size_used_bytes'),
    node: samplesOf('nodejs_version_info')[0]?.labels?.['version'] ?? '',
  }
}

type TallyLabels = Readonly<Record<string, string>>

/** Those with the same word together, the most frequent first. */
function tallies(
  samples: readonly Sample[],
  wordOf: (labels: TallyLabels) => string,
  isRefused: (word: string) => boolean,
): Tally[] {
  const sums = new Map<string, number>()
  for (const { labels = {}, value } of samples) sums.set(wordOf(labels), (sums.get(wordOf(labels)) ?? 0) + value)
  return [...sums]
    .map(([word, count]) => ({ word, count, isRefused: isRefused(word) }))
    .sort((one, other) => other.count - one.count)
}

const counts = (samples: readonly Sample[], label: string) =>
  samples.map(({ labels = {}, value }) => ({ word: labels[label] ?? '', count: value }))

/** Whoever left before the answer has none. */
const answerClass = (status: string) => (/^[1-5]\d\d$/.test(status) ? `${status.charAt(0)}xx` : status)

const inMilliseconds = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000)

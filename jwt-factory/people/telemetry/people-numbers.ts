import { gauge, type MetricFamily } from '#core/telemetry/exposition'
import { processNumbers } from '#core/telemetry/process-numbers'
import type { SpanCounts } from '#core/telemetry/send-spans'
import { PEOPLE_RING, peopleKeysOf } from '../keys/open-people-keys.ts'
import type { PeopleRoutesParts } from '../people-parts.ts'

type NumbersParts = Pick<PeopleRoutesParts, 'config' | 'clock' | 'rings' | 'directory' | 'passwords'>

/**
 * Numbers of people at this moment. Those that cannot be had, because the database is away, are left out.
 * @param startedAt when this process was started: milliseconds since 1970
 */
export async function peopleNumbers(
  { config, clock, rings, directory, passwords }: NumbersParts,
  { startedAt, spans }: { startedAt: number; spans: SpanCounts | undefined },
): Promise<MetricFamily[]> {
  const { keys } = peopleKeysOf(rings, config, clock, false)
  return [
    gauge('people_password_hashes_waiting', 'Passwords that wait to be hashed.', passwords.waiting()),
    ...(await directoryNumbers(directory)),
    keyStates(rings.life(PEOPLE_RING).keys.map(({ state }) => state)),
    gauge('people_keys_published', 'Keys in the key set.', keys.published().length),
    gauge('people_signing_key_expires_timestamp_seconds', 'When the key that signs leaves the key set, since 1970; 0 where none signs.', keys.endOfActive() / 1000), // prettier-ignore
    ...(spans ? [spanNumbers(spans)] : []),
    ...processNumbers(startedAt),
  ]
}

async function directoryNumbers(directory: NumbersParts['directory']): Promise<MetricFamily[]> {
  const document = await directory.read().catch(() => undefined)
  if (!document) return []
  const samples = (['users', 'groups', 'claims'] as const).map((kind) => ({
    labels: { kind },
    value: document[kind].length,
  }))
  return [{ name: 'people_directory_entries', type: 'gauge', help: 'Who and what is in the directory.', samples }]
}

function keyStates(states: readonly string[]): MetricFamily {
  const counts = Map.groupBy(states, (state) => state)
  const samples = [...counts].map(([state, all]) => ({ labels: { state }, value: all.length }))
  return { name: 'people_keys', type: 'gauge', help: 'Keys that are known, with those that are over.', samples }
}

const spanNumbers = (counts: SpanCounts): MetricFamily => ({
  name: 'people_spans_total',
  type: 'counter',
  help: 'Spans for the collector: those that it took, and those that were dropped.',
  samples: Object.entries(counts).map(([result, value]) => ({ labels: { result }, value })),
})

/** What a gateway counts, in the text format of Prometheus. */
export interface GatewayMetrics {
  /** A request is over. @param reason why the gateway answered itself; absent: it went on */
  count(reason: string | undefined, reads: number): void
  minted(): void
  text(): string
}

/** More reads than this are one row: no request here makes as many. */
const MOST_READS_SHOWN = 8

const add = <Key>(counts: Map<Key, number>, key: Key) => void counts.set(key, (counts.get(key) ?? 0) + 1)

export function createGatewayMetrics(): GatewayMetrics {
  const requests = new Map<string, number>()
  const byReads = new Map<number, number>()
  let reads = 0
  let tokens = 0

  return {
    count(reason, made) {
      add(requests, reason ?? 'goes-on')
      add(byReads, Math.min(made, MOST_READS_SHOWN))
      reads += made
    },
    minted: () => void tokens++,
    text: () =>
      [
        ...family(
          'gateway_requests_total',
          'Requests by what became of them: goes-on, or why not.',
          labelledRows(requests, 'outcome'),
        ),
        ...family(
          'gateway_requests_by_reads_total',
          'Requests by how often a store was read for them.',
          labelledRows(byReads, 'reads'),
        ),
        ...family('gateway_store_reads_total', 'How often a store was read for requests.', [['', reads]]),
        ...family('gateway_tokens_minted_total', 'Tokens that this gateway has minted.', [['', tokens]]),
        '',
      ].join('\n'),
  }
}

const labelledRows = (counts: ReadonlyMap<unknown, number>, label: string) =>
  [...counts].map(([value, count]) => [`{${label}="${String(value)}"}`, count] as const)

const family = (name: string, help: string, rows: readonly (readonly [labels: string, value: number])[]) => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} counter`,
  ...rows.map(([labels, value]) => `${name}${labels} ${value}`),
]

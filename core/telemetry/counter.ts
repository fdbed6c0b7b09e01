import type { MetricFamily } from './exposition.ts'

/** How often something happened. */
export interface Counter {
  /** Values for the labels, in their order. */
  add(...values: string[]): void
  readonly family: MetricFamily
}

/** More values together than this are counted as one: whoever asks chooses none of them without end. */
const MOST_SERIES = 500
const ALL_OTHERS = 'other'

/** @param labels of each number; what they may say is bounded by whoever counts, and here */
export function createCounter(name: string, help: string, labels: readonly string[], most = MOST_SERIES): Counter {
  const counts = new Map<string, { values: readonly string[]; value: number }>()
  const all = labels.map(() => ALL_OTHERS)

  function series(values: readonly string[]) {
    const key = JSON.stringify(values)
    const known = counts.get(key)
    if (known) return known
    if (counts.size >= most && values !== all) return series(all)
    const made = { values, value: 0 }
    counts.set(key, made)
    return made
  }

  return {
    add: (...values) => void series(values).value++,
    get family() {
      const samples = [...counts.values()].map(({ values, value }) => ({
        labels: Object.fromEntries(labels.map((label, at) => [label, values[at] ?? ''])),
        value,
      }))
      return { name, type: 'counter' as const, help, samples }
    },
  }
}

import type { RequestContext } from './dialect.ts'

/** Counts what is read of a store on behalf of requests, for that is what a token without a store is about. */
export interface ReadCounter {
  /** Reads, and counts that. */
  read<Result>(context: RequestContext, read: () => Result): Result
  /** How often it was read for this request. */
  of(context: RequestContext): number
  /** For all requests. */
  readonly total: number
}

export function createReadCounter(): ReadCounter {
  const counts = new WeakMap<RequestContext, number>()
  let total = 0
  const of = (context: RequestContext) => counts.get(context) ?? 0
  return {
    read(context, read) {
      counts.set(context, of(context) + 1)
      total++
      return read()
    },
    of,
    get total() {
      return total
    },
  }
}

/**
 * Does something for all who ask, once at a time. Who asks while it is being done shares the next time with all others
 * that do so: what they get was begun after they asked.
 */
export function oneForAll<Result>(task: () => Promise<Result>): () => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  let next: Promise<Result> | undefined
  const begin = () => {
    next = undefined
    return task()
  }
  return () => {
    if (next) return next
    const mine = last.then(begin, begin)
    next = mine
    last = mine
    return mine
  }
}

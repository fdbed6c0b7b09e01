/**
 * Does one thing after the other, in the order in which they were asked for: thirty people who join at once would otherwise all wait
 * for the last.
 */
export function createOneByOne(): <Result>(act: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return (act) => {
    const next = last.then(act, act)
    last = next.catch(() => {})
    return next
  }
}

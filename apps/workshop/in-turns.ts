/**
 * Does a few things at once, and the others in the order in which they were asked for: thirty people who join at the same moment would
 * otherwise all wait for the last.
 */
export function createInTurns(atOnce: number): <Result>(act: () => Promise<Result>) => Promise<Result> {
  const line: (() => void)[] = []
  let going = 0
  return async (act) => {
    if (going >= atOnce) await new Promise<void>((begin) => line.push(begin))
    else going++
    try {
      return await act()
    } finally {
      const next = line.shift()
      if (next) next()
      else going--
    }
  }
}

import { fileOf } from './architecture.ts'
import { importsOf } from './imports.ts'

/** Files that import each other in a circle, the types too: one list of files for each circle, ordered by name. */
export function circlesOf(sources: ReadonlyMap<string, string>): string[][] {
  const next = new Map([...sources].map(([file, text]) => [file, importsOf(text).map((name) => fileOf(file, name))]))
  const order: string[] = []
  const seen = new Set<string>()
  const walk = (file: string, edges: (of: string) => readonly string[], leave: (file: string) => void) => {
    if (seen.has(file) || !sources.has(file)) return
    seen.add(file)
    for (const target of edges(file)) walk(target, edges, leave)
    leave(file)
  }
  for (const file of sources.keys())
    walk(
      file,
      (of) => next.get(of) ?? [],
      (left) => order.push(left),
    )
  const back = Map.groupBy(
    [...next].flatMap(([from, targets]) => targets.map((to) => ({ from, to }))),
    ({ to }) => to,
  )
  seen.clear()
  const circles: string[][] = []
  for (const file of order.toReversed()) {
    const circle: string[] = []
    walk(
      file,
      (of) => (back.get(of) ?? []).map(({ from }) => from),
      (left) => circle.push(left),
    )
    if (circle.length > 1) circles.push(circle.sort())
  }
  return circles
}

/** So many steps in a row are told once on a page. */
const WORTH_LEAVING_OUT = 3

const STEP = /^ *(\d+) … ms(.*)$/
const LEFT_OUT = /^ +… steps (\d+) to (\d+) are (\d+) to \d+ of the first play$/

/** A play without the steps that it has in common with the first play of its page: only what differs is read. */
export function withoutStepsOf(first: readonly string[], lines: readonly string[]): string[] {
  const known = first.map(sentenceOf)
  const said = lines.map(sentenceOf)
  const kept: string[] = []
  for (let at = 0; at < lines.length;) {
    const { from, length } = longestRun(said.slice(at), known)
    if (length < WORTH_LEAVING_OUT) kept.push(lines[at++] ?? '')
    else {
      const [begin, end] = [lines[at], lines[at + length - 1]].map(numberOf)
      kept.push(`    … steps ${begin} to ${end} are ${numberOf(first[from])} to ${numberOf(first[from + length - 1])} of the first play`) // prettier-ignore
      at += length
    }
  }
  return kept
}

/** The play with what {@link withoutStepsOf} left out. */
export const withStepsOf = (first: readonly string[], lines: readonly string[]): string[] =>
  lines.flatMap((line) => {
    const [, begin, end, from] = (LEFT_OUT.exec(line) ?? []).map(Number)
    if (begin === undefined || end === undefined || from === undefined) return [line]
    const start = first.findIndex((each) => numberOf(each) === from)
    return first
      .slice(start, start + end - begin + 1)
      .map((each, index) => `${String(begin + index).padStart(3)} … ms${sentenceOf(each)}`)
  })

const numberOf = (line = '') => Number(STEP.exec(line)?.[1])

/** What a step says, without its number; undefined for a line below a step. */
const sentenceOf = (line: string) => STEP.exec(line)?.[2]

/** Where the beginning of some sentences stands in others, as much of it as can be. */
function longestRun(said: readonly (string | undefined)[], known: readonly (string | undefined)[]) {
  const runs = known.map((_, from) => {
    const differs = said.findIndex((each, index) => each === undefined || each !== known[from + index])
    return { from, length: differs < 0 ? said.length : differs }
  })
  return runs.reduce((best, run) => (run.length > best.length ? run : best), { from: 0, length: 0 })
}

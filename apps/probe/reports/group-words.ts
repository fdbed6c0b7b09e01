import type { CaseResult } from '../probe-report.ts'

/** What is said in quotation marks at the end of a text is told beside it. */
const SAID_AT_END = /^(.*[^:]): "(.*)"$/s

/** What is odd, by its kind: what a target said to it is counted apart, what most have comes first. */
export function groupRemarks(cases: readonly CaseResult[]) {
  const groups = groupByWords(cases, ({ remarks }) => [...new Set(remarks.map((each) => each.replace(SAID_AT_END, '$1')))]) // prettier-ignore
  return groups.map((group) => ({
    ...group,
    said: groupByWords(cases, ({ remarks }) =>
      remarks.flatMap((each) => {
        const [, words, said] = SAID_AT_END.exec(each) ?? []
        return words === group.words && said !== undefined ? [said] : []
      }),
    ),
  }))
}

const NOT_ENABLED = /^the target has not enabled (\S+)$/

/** Why cases were not run, or nobody can tell. Algorithms that are not enabled are one reason. */
export function groupReasons(cases: readonly CaseResult[], verdict: CaseResult['verdict']) {
  const some = cases.filter((each) => each.verdict === verdict)
  const algorithms = [...new Set(some.flatMap(({ reason = '' }) => NOT_ENABLED.exec(reason)?.[1] ?? []))]
  const all = `the target has not enabled ${algorithms.join(', ')}`
  return groupByWords(some, ({ reason = 'it is not said why' }) => [NOT_ENABLED.test(reason) ? all : reason])
}

/** Equal words, and the ids of the cases that have them; what most have comes first. */
function groupByWords(cases: readonly CaseResult[], wordsOf: (result: CaseResult) => readonly string[]) {
  const idsByWords = new Map<string, string[]>()
  for (const result of cases) {
    for (const words of wordsOf(result)) idsByWords.set(words, [...(idsByWords.get(words) ?? []), result.id])
  }
  return [...idsByWords].map(([words, ids]) => ({ words, ids })).toSorted((a, b) => b.ids.length - a.ids.length)
}

import type { CaseResult, Finding } from '../probe-report.ts'

/** A case in which something is wrong with the target. */
export type FoundCase = CaseResult & { readonly finding: Finding }

export const hasFinding = (result: CaseResult): result is FoundCase => result.finding !== undefined

/** What was sent, where the sentence of the finding does not say it already. */
export const titleBeside = ({ title, finding }: FoundCase): string | undefined =>
  finding.sentence.startsWith(title) ? undefined : title

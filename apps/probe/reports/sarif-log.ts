import { shownLines } from '#core/shown-text'

/** One run of the probe, as SARIF 2.1.0. */
export function sarifLog({
  rules,
  results,
  invocation,
  properties,
}: {
  rules: readonly object[]
  results: readonly object[]
  invocation: object
  properties: object
}): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'jwt-sandbox probe', rules } },
        invocations: [invocation],
        columnKind: 'utf16CodeUnits',
        results,
        properties,
      },
    ],
  }
  return `${shownLines(JSON.stringify(log, null, 2)).join('\n')}\n`
}

/**
 * What a result says of a baseline: what that accepts is suppressed (§3.27.23), and stays in the log.
 * @param because why it is accepted; undefined where it is new
 */
export const sarifKnown = (because: string | undefined) => ({
  baselineState: because === undefined ? 'new' : 'unchanged',
  suppressions: because === undefined ? [] : [{ kind: 'external', status: 'accepted', justification: because }],
})

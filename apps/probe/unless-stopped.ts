import { errorText } from '#core/error-text'
import type { FullReport } from './reports/full-report.ts'

/** What nobody outside can mend: it is thrown on. */
export const isBug = (error: unknown): boolean =>
  !(error instanceof Error) || error instanceof TypeError || error instanceof RangeError

/**
 * What is measured after the catalogue may fail: then the report of the catalogue is not lost, and says that it is not whole.
 * @param report so far
 * @param further the same, with what was measured besides
 */
export async function unlessStopped(report: FullReport, further: Promise<FullReport>): Promise<FullReport> {
  try {
    return await further
  } catch (error) {
    if (isBug(error)) throw error
    return {
      ...report,
      stopped: `All cases were sent, and what was to be measured after them was not: ${errorText(error)}`,
    }
  }
}

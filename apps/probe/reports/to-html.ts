import { html } from '#core/page/html'
import type { BaselineComparison } from './compare-baseline.ts'
import type { FullReport } from './full-report.ts'
import { protectReport } from './protect-report.ts'
import { reportDocument } from './report-document.ts'
import { ReportPage } from './report-page.view.ts'

/** The whole report as one page. Whatever a target answered is text in it. */
export async function toHtml(report: FullReport, comparison?: BaselineComparison): Promise<string> {
  const safe = protectReport(report)
  const { method, url } = safe.target
  const page = html`<${ReportPage} report=${safe} comparison=${comparison} />`
  return reportDocument(`Probe of ${method} ${url}`, page)
}

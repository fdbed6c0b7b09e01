import { remedyFor } from '../engine/remedies.ts'
import type { CaseResult } from '../probe-report.ts'
import { expectedWords, isMeasured } from './full-report.ts'
import { referenceLink, weaknessLink } from './reference-link.ts'

const CLASS_WORDS: Record<CaseResult['class'], string> = {
  MUST: 'A standard requires it.',
  SHOULD: 'It is best practice.',
  POLICY: 'It can be defended, and fails no run.',
}

/** What a code scanner shows beside an alert: what was sent, what is right, what to change and where that stands. */
export function ruleHelp(result: CaseResult): { readonly text: string; readonly markdown: string } {
  const { id, title, class: kind, severity, references } = result
  const links = [...new Set([...references, `CWE-${severity.cwe}`])]
  const rule = isMeasured(result) ? undefined : remedyFor({ id }, 'believed', undefined)
  const right = isMeasured(result) ? undefined : `The right answer is ${expectedWords(result)}.`
  const said = [CLASS_WORDS[kind], right, rule && `What to change: ${rule}`].filter((each) => each !== undefined)
  return {
    text: `${title}. ${said.join(' ')} See ${links.join('; ')}.`,
    markdown: [
      `**${markdownText(title)}.** Severity: ${severity.level}.`,
      ...said.map(markdownText),
      `See ${links.map((each) => linked(each, severity.cwe)).join(', ')}.`,
      `Ask again for this case alone: \`npm run probe -- --only ${id}\``,
    ].join('\n\n'),
  }
}

function linked(reference: string, cwe: number): string {
  const href = reference === `CWE-${cwe}` ? weaknessLink(cwe) : referenceLink(reference)
  return href === undefined ? markdownText(reference) : `[${markdownText(reference)}](${href})`
}

const markdownText = (text: string): string => text.replaceAll(/[\\`*_[\]<>|#]/g, String.raw`\$&`)

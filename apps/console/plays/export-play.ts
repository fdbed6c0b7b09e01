import { titleOf, type Step } from '#core/trace/step'
import type { ShownPlay } from './kept-play.ts'
import { verdictWords } from './verdict-words.ts'

/**
 * A play as Markdown, with a diagram that Mermaid draws. Nothing in it but what its trace shows: no signature, no raw token.
 * Whatever somebody else wrote stands in it as text.
 */
export function playAsMarkdown({ title, scenario, query, outcome, steps, startedAt }: ShownPlay): string {
  const end = verdictWords(outcome).headline
  return [
    `# ${inText(title)}`,
    `Scenario ${scenario}${query && `, \`${inCode(query)}\``}, played at ${new Date(startedAt).toISOString()}: ${inText(end)}.`,
    `\`\`\`mermaid\nsequenceDiagram\n${diagramLines(steps).join('\n')}\n\`\`\``,
    ...steps.flatMap((step, index) => stepInWords(step, index + 1)),
    '',
  ].join('\n\n')
}

const diagramLines = (steps: readonly Step[]): string[] => [
  ...[...new Set(steps.flatMap(({ who, to }) => [who, to ?? who]))].map(
    (name) => `  participant ${idOf(name)} as ${inDiagram(titleOf(name))}`,
  ),
  ...steps.map(({ who, verb, what, to, sentence }, index) =>
    to !== undefined && (verb === 'asks' || verb === 'sends')
      ? `  ${idOf(who)}->>${idOf(to)}: ${index + 1} ${inDiagram(what)}`
      : `  Note over ${idOf(who)}: ${index + 1} ${inDiagram(sentence)}`,
  ),
]

const idOf = (name: string) => name.replaceAll(/\W/g, '_')

function stepInWords({ sentence, checks = [], token }: Step, number: number): string[] {
  const rows = checks.map(({ check, outcome, rule }) => `| ${inCell(check)} | ${outcome} | ${inCell(rule)} |`)
  return [
    `${number}. ${inText(sentence)}`,
    ...(rows.length > 0 ? [['| check | outcome | rule |', '| --- | --- | --- |', ...rows].join('\n')] : []),
    ...(token ? [`\`\`\`json\n${JSON.stringify(token, undefined, 2).replaceAll('`', '\\u0060')}\n\`\`\``] : []),
  ]
}

/** Marks of Markdown and of HTML stand for themselves, and no word becomes a link. */
export const inText = (text: string) => oneLine(text).split(' ').map(wordInText).join(' ')
const wordInText = (word: string) =>
  IS_LINKED.test(word) ? `\`${inCode(word)}\`` : word.replaceAll(/[\\`*_{}[\]<>#|~!&]/g, String.raw`\$&`)

/** Of such a word a viewer makes a link or a message by itself (GFM §6.9), some where a backslash stands in it, too; of code it makes none. */
const IS_LINKED = /:\/\/|www\.|@|(?:mailto|xmpp):/i

/** A bar ends a cell, also in code (GFM §4.10). */
const inCell = (text: string) => inText(text).replaceAll(/(?<!\\)\|/g, String.raw`\|`)
const inCode = (text: string) => oneLine(text).replaceAll('`', "'")

/** Mermaid takes numbers of signs (`#59;`), and ends a line at a semicolon. */
const inDiagram = (text: string) =>
  oneLine(text).replaceAll(/[^\p{L}\p{N} .,:?!()'/-]/gu, (sign) => `#${sign.codePointAt(0)};`)

const oneLine = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')

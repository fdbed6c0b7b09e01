import { styleText, stripVTControlCharacters } from 'node:util'
import type { Terminal } from '#core/process/terminal'
import { wrapLine } from '#core/process/wrap'
import { shownLines, shownText } from '#core/shown-text'
import type { Step, StepCheck } from '#core/trace/step'
import type { PlayOptions } from './options.ts'
import type { Played } from './play.ts'
import { renderTokens } from './render-tokens.ts'

/** As much of a terminal as a story needs. */
export type Page = Pick<Terminal, 'columns' | 'colours'>

const TOKEN_COLUMN = 56
const MIN_STEP_COLUMN = 60

/**
 * The story of a play for a terminal: what each process did, with the decoded token beside the steps, and the answer. Lines
 * are broken at its width, but for JSON and tokens: somebody may want to copy them.
 */
export function renderStory(
  { scenario: { number, title }, isBrief }: Pick<PlayOptions, 'scenario' | 'isBrief'>,
  { status, answer, steps, tokens }: Played,
  terminal: Page,
): string {
  const paint = painter(terminal)
  const { columns } = terminal
  const isWide = !isBrief && Number.isFinite(columns) && columns >= MIN_STEP_COLUMN + TOKEN_COLUMN
  const shown = new Set<string>()
  const body = steps.flatMap((step, index) => {
    const left = stepLines(step, index + 1, isBrief, paint)
    const right = isBrief ? [] : tokenLines(step, shown, paint)
    return isWide
      ? beside(left, right, columns - TOKEN_COLUMN)
      : [...left.flatMap((line) => wrapLine(line, columns)), ...right.map((line) => `      ${line}`)]
  })
  const heading = wrapLine(paint('bold', `Scenario ${number}: ${title}`), columns)
  const ending = [paint('bold', `Answer (${status}):`), ...shownLines(JSON.stringify(answer, null, 2))]
  const raw = tokens ? ['', ...renderTokens(tokens, steps, columns)] : []
  return ['', ...heading, '', ...body, '', ...ending, ...raw, ''].join('\n')
}

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string

function painter({ colours }: Page): Paint {
  return (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text)
}

function stepLines(step: Step, number: number, isBrief: boolean, paint: Paint): string[] {
  const time = `${step.ms.toFixed(1)} ms`.padStart(9)
  const isBad = step.verb === 'refuses' || step.verb === 'fails'
  const said = shownText(step.sentence)
  const sentence = isBad ? paint('red', said) : step.verb === 'believes' ? paint('green', said) : said
  const checks = (step.checks ?? []).filter(({ outcome }) => !isBrief || outcome === 'failed')
  const width = Math.max(...checks.map(({ check }) => shownText(check).length + 1), CHECK_COLUMN)
  return [
    `${String(number).padStart(3)} ${paint('dim', time)}  ${sentence}`,
    ...checks.map((check) => checkLine(check, width, paint)),
  ]
}

/** Of most names of checks; a step with longer ones has a wider column. */
const CHECK_COLUMN = 12

const MARKS: Record<StepCheck['outcome'], string> = { passed: '✓', failed: '✗', skipped: '·' }
const CHECK_STYLES = { passed: 'green', failed: 'red', skipped: 'dim' } as const

function checkLine({ check, rule, outcome, cached }: StepCheck, width: number, paint: Paint): string {
  const name = shownText(check)
  const shown = shownText(cached ? `${rule} (remembered from an earlier call)` : rule)
  return `${' '.repeat(16)}${paint(CHECK_STYLES[outcome], `${MARKS[outcome]} ${name}`)}${' '.repeat(width - name.length)}${paint('dim', shown)}`
}

/** A token is shown where it is first seen. */
function tokenLines({ token }: Step, shown: Set<string>, paint: Paint): string[] {
  const text = JSON.stringify(token)
  if (!token || shown.has(text)) return []
  shown.add(text)
  return [
    paint('bold', '┌ header'),
    ...shownLines(JSON.stringify(token.header, null, 2)).map((line) => `│ ${line}`),
    paint('bold', '├ claims'),
    ...shownLines(JSON.stringify(token.claims, null, 2)).map((line) => `│ ${line}`),
    paint('bold', '└ signature: in no trace'),
  ]
}

/** Two columns: the lines of the left one are broken, so that the right one stands in its place. */
function beside(steps: string[], right: string[], width: number): string[] {
  const left = steps.flatMap((line) => wrapLine(line, width - COLUMN_GAP))
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const line = left[index] ?? ''
    const gap = Math.max(COLUMN_GAP, width - stripVTControlCharacters(line).length)
    return right[index] === undefined ? line : `${line}${' '.repeat(gap)}${right[index]}`
  })
}

const COLUMN_GAP = 2

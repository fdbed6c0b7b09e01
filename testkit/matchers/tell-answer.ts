import { shownText } from '#core/shown-text'
import { redact } from '#core/token/redact'
import { storyOfTrace } from '../running-kits.ts'
import type { KitAnswer } from './read-answer.ts'

/** As much of an answer as a message shows. Characters. */
const MOST_OF_KIT_ANSWER = 400

/** What happened, as a story: told by the sandbox where it took part, and else what the answer shows. No token stands in it. */
export async function tellKitAnswer(
  { status, challenge, text, traceId }: KitAnswer,
  more: readonly string[] = [],
): Promise<string> {
  const steps = traceId === undefined ? [] : await storyOfTrace(traceId)
  const challenged = Object.entries(challenge).map(([name, value]) => `${name}="${value}"`)
  const answer = [`The answer is ${status}.`]
  if (challenged.length > 0) answer.push(`Its challenge: Bearer ${challenged.join(', ')}.`)
  const said = readableText(text)
  if (said !== '') answer.push(`It says: ${said}`)
  return numbered([...steps, ...answer, ...more])
}

/** In one line; of a page its words alone. */
function readableText(text: string): string {
  const head = text.slice(0, 20 * MOST_OF_KIT_ANSWER)
  const words = /^\s*<(?:!doctype|html)\b/i.test(head)
    ? head.replace(/<(style|script|title)\b[^]*?<\/\1>|<[^<>]{0,2000}>/gi, ' ')
    : head
  return words.replace(/\s+/g, ' ').trim().slice(0, MOST_OF_KIT_ANSWER)
}

/** One line each, as they may be shown. */
export const numbered = (lines: readonly string[]): string =>
  lines.map((line, at) => `${String(at + 1).padStart(3)}  ${shownText(redact(line))}`).join('\n')

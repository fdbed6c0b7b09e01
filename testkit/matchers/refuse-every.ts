import type { RefusalCase, RefusalCases } from '../tokens/refusal-cases.ts'
import { readAnyAnswer, type AnyAnswer, type KitAnswer } from './read-answer.ts'
import { numbered } from './tell-answer.ts'

/** A service as a test calls it: with a token, once. */
export type ServiceUnderTest = (token: string) => AnyAnswer | Promise<AnyAnswer>

export interface EveryResult {
  readonly pass: boolean
  readonly message: string
}

/** How many are told in full. */
const MOST_CASES_TOLD = 10

/** A header takes no other characters, so no client sends the token. */
const FITS_HEADER = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/

/** Sends each token of the cases, one after the other; the good one first and last, for a service that refuses everybody proves nothing. */
export async function refusesEvery(service: ServiceUnderTest, must: RefusalCases): Promise<EveryResult> {
  const before = await readAnyAnswer(service(await must.good()))
  if (before.status >= 400) return notBelieved(before, 'The good token is refused, too')
  const wrong: string[][] = []
  let sent = 0
  for (const each of must.cases) {
    for (const { token, label } of each.attempts) {
      if (!FITS_HEADER.test(token)) continue
      sent++
      const answer = await readAnyAnswer(service(token))
      if (answer.status >= 500 || answer.status < 400) wrong.push(tellCase(each, label, answer))
    }
  }
  const after = await readAnyAnswer(service(await must.good()))
  if (after.status >= 400) return notBelieved(after, 'The good token was believed at first, and is refused in the end')
  if (sent === 0) return { pass: false, message: 'There is no token to send: no case was made.' }
  if (wrong.length === 0) return { pass: true, message: `The service refuses all ${sent} tokens.` }
  const told = wrong.slice(0, MOST_CASES_TOLD).flatMap((lines) => ['', ...lines])
  const more = wrong.length > MOST_CASES_TOLD ? [`… and ${wrong.length - MOST_CASES_TOLD} more.`] : []
  const head = `The service does not refuse ${wrong.length} of ${sent} tokens:`
  return { pass: false, message: [head, ...told, ...more].join('\n') }
}

function tellCase({ id, title, severity, references }: RefusalCase, label: string | undefined, answer: KitAnswer) {
  const what = answer.status < 400 ? 'The service believes it' : 'The service could not decide'
  return [
    `${id} (${severity.level}, CWE-${severity.cwe})`,
    numbered([
      `A token is sent: ${title}${label === undefined ? '' : ` (${label})`}.`,
      `${what}: it answers ${answer.status}.`,
      `It must refuse it: ${references.join(', ')}.`,
      `To send it again: await issuer.bad('${id}'${label === undefined ? '' : `, { attempt: ${JSON.stringify(label)} }`})`,
    ]),
  ]
}

const notBelieved = ({ status, text }: KitAnswer, what: string): EveryResult => ({
  pass: false,
  message: `${what}: the service answers ${status}, so nothing can be said about the others.\n${numbered([text.slice(0, 400)])}`,
})

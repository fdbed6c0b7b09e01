import { isObject } from '../claims.ts'

/** A token as somebody pasted it, without what stood around it. */
export interface PastedToken {
  token: string
  /** What was taken off, a sentence each. */
  around: string[]
}

/** Members of answers and of files in which tokens stand. */
const TOKEN_MEMBERS = ['access_token', 'id_token', 'token', 'jwt', 'assertion', 'client_assertion', 'subject_token']

interface Peel {
  says: string
  /** @returns the text without it; the same text, where it is not there */
  off(text: string): string
}

const PEELS: readonly Peel[] = [
  { says: 'Spaces or line breaks around it were left out', off: (text) => text.trim() },
  {
    says: 'The name of a header stood before it',
    off: (text) => text.replace(/^(?:proxy-)?authorization\s*:\s*/i, ''),
  },
  { says: '“Bearer” stood before it: that is the scheme of the header, no part of the token', off: off(/^bearer\s+/i) },
  { says: '“DPoP” stood before it: the token is bound to a key of its bearer', off: off(/^dpop\s+/i) },
  {
    says: 'The name of a variable or of a parameter stood before it',
    off: off(/^[A-Za-z_][\w-]{0,40}\s*[=:]\s*(?=["'`]?ey)/),
  },
  { says: 'Quotes stood around it', off: withoutQuotes },
  {
    says: 'A comma or a semicolon stood behind it',
    off: (text) => (text.endsWith(',') || text.endsWith(';') ? text.slice(0, -1) : text),
  },
]

function off(pattern: RegExp) {
  return (text: string) => text.replace(pattern, '')
}

/** Nobody wraps a token more often than that by accident. */
const MOST_ROUNDS = 8

/** Takes off what people paste along with a token, and says so. */
export function unwrapPasted(pasted: string): PastedToken {
  const around: string[] = []
  const say = (says: string) => void (around.includes(says) || around.push(says))
  let text = pasted
  const member = memberWithToken(text)
  if (member) {
    say(`It was taken out of the member ${member.name} of a JSON text`)
    text = member.token
  }
  let before: string | undefined
  for (let round = 0; round < MOST_ROUNDS && before !== text; round++) {
    before = text
    for (const { says, off: peel } of PEELS) {
      const rest = peel(text)
      if (rest !== text) say(says)
      text = rest
    }
  }
  const plain = text.replaceAll(INVISIBLE, '')
  if (plain !== text) say('Signs that nobody sees (of no width) stood in it, and were left out')
  const whole = plain.replaceAll(/\s+/g, '')
  if (whole !== plain) say('Spaces or line breaks stood in the middle of it, and were left out: a token has none')
  return { token: whole, around }
}

/** A byte-order mark, marks of direction, joiners. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g

const QUOTES = ['"', "'", '`', '“”', '‘’', '«»', '<>']

function withoutQuotes(text: string): string {
  const around = QUOTES.find((pair) => text.length > 1 && text.at(0) === pair.at(0) && text.at(-1) === pair.at(-1))
  return around === undefined ? text : text.slice(1, -1)
}

/** An answer of a token route, or a line of a file. */
function memberWithToken(text: string): { name: string; token: string } | undefined {
  if (!text.trimStart().startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (!isObject(value)) return undefined
    const name = TOKEN_MEMBERS.find((each) => Object.hasOwn(value, each) && typeof value[each] === 'string')
    return name === undefined ? undefined : { name, token: String(value[name]) }
  } catch {
    return undefined
  }
}

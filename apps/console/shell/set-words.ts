import { CLOCK_WORDS } from './clock-words.ts'

/** A fault, as a process says it: its id, what it is to do, and how often it did. */
const FAULT = /^(?<what>(?<id>[^\s:]+): .*); it (?:has not happened yet|happened [^;]*)$/su

/** An id that nobody chose. */
const IS_NUMBERED = /^f\d+$/

/** Of names, so many stand beside each other. */
const MOST_NAMES = 2

/** As the factory says it. */
const CHANGED_CLIENTS = /^registered clients were changed: (.*)$/su

/**
 * What is set, in as few words as a box or a bar has room for: faults by the name that somebody gave them, others by their number.
 * @param sentences as processes say them; the same fault in two of them is one
 */
export function settingsWords(sentences: readonly string[]): string {
  const further = sentences.filter((sentence) => !sentence.startsWith(CLOCK_WORDS))
  const faults = new Map(
    further.flatMap((sentence) => {
      const { what, id } = FAULT.exec(sentence)?.groups ?? {}
      return what !== undefined && id !== undefined ? [[what, id] as const] : []
    }),
  )
  const named = [...new Set([...faults.values()].filter((id) => !IS_NUMBERED.test(id)))]
  const unnamed = [...faults.values()].filter((id) => IS_NUMBERED.test(id)).length
  const clients = further.flatMap((sentence) => CHANGED_CLIENTS.exec(sentence)?.[1]?.split(', ') ?? []).length
  const others = new Set(further.filter((sentence) => !FAULT.test(sentence) && !CHANGED_CLIENTS.test(sentence))).size
  return [
    ...named.slice(0, MOST_NAMES),
    named.length > MOST_NAMES && `${named.length - MOST_NAMES} more`,
    unnamed > 0 && howMany(unnamed, 'fault'),
    clients > 0 && `${howMany(clients, 'client')} changed`,
    others > 0 && howMany(others, 'note'),
  ]
    .filter(Boolean)
    .join(', ')
}

const howMany = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`

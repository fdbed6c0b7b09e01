import { CLOCK_WORDS } from './clock-words.ts'

/** A fault, as a process says it: its id, what it is to do, and how often it did. */
const FAULT = /^(?<what>(?<id>[^\s:]+): .*); it (?:has not happened yet|happened [^;]*)$/su

/** An id that nobody chose (core/control/fault-id.ts). */
const IS_GIVEN = /^f(?:\d+|-[bcdghjkmnpqrstvwxz2-9]{8})$/

/** Of names, so many stand beside each other. */
const MOST_NAMES = 2

/** As the factory says it. */
const CHANGED_CLIENTS = /^registered clients were changed: (.*)$/su

/**
 * What is set, in as few words as a box or a bar has room for: faults by the name that somebody gave them, others by what they do or by their number.
 * @param sentences as processes say them; the same fault in two of them is one
 * @param room for so many letters: what a single fault without a name does is said where they are enough for it
 */
export function settingsWords(sentences: readonly string[], room = 0): string {
  const further = sentences.filter((sentence) => !sentence.startsWith(CLOCK_WORDS))
  const faults = new Map(
    further.flatMap((sentence) => {
      const { what, id } = FAULT.exec(sentence)?.groups ?? {}
      return what !== undefined && id !== undefined ? [[what, id] as const] : []
    }),
  )
  const named = [...new Set([...faults.values()].filter((id) => !IS_GIVEN.test(id)))]
  const unnamed = [...faults].flatMap(([what, id]) => (IS_GIVEN.test(id) ? [what.slice(id.length + 2)] : []))
  const clients = further.flatMap((sentence) => CHANGED_CLIENTS.exec(sentence)?.[1]?.split(', ') ?? []).length
  const others = new Set(further.filter((sentence) => !FAULT.test(sentence) && !CHANGED_CLIENTS.test(sentence))).size
  return [
    ...named.slice(0, MOST_NAMES),
    named.length > MOST_NAMES && `${named.length - MOST_NAMES} more`,
    unnamed.length > 0 && faultsText(unnamed, room),
    clients > 0 && `${howMany(clients, 'client')} changed`,
    others > 0 && howMany(others, 'note'),
  ]
    .filter(Boolean)
    .join(', ')
}

const faultsText = (unnamed: readonly string[], room: number) => {
  const [first = ''] = unnamed
  return unnamed.length === 1 && first.length <= room ? first : howMany(unnamed.length, 'fault')
}

const howMany = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`

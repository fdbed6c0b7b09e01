/**
 * What becomes of header fields. A name stands for all its spellings: `X-User`, `x-user` and `X_User` are one to many a server
 * (RFC 3875 §4.1.18), and so is any sign but letters and digits. Whatever the client sent under any of them goes, also
 * as a trailer.
 */
export interface HeaderChanges {
  /** Says this in place of whatever was there. Not Host, nor what frames a message. */
  set?: Readonly<Record<string, string | readonly string[]>>
  /** Takes away; a name that ends in `*` stands for all that begin so: `x-identity-*`. */
  remove?: readonly string[]
}

/** Changes that are ready to be made. */
export interface ReadChanges {
  /** Whether a field of this name goes; in lower case. */
  takesAway(name: string): boolean
  /** Name, value, name, value …, at the end. */
  readonly added: readonly string[]
}

/** One spelling for all. */
const oneSpelling = (name: string) => name.replaceAll(/[^a-z0-9]/g, '-')

/** @throws TypeError when a name is set that frames a message, or a value that cannot be written: a mistake of ours */
export function readChanges(changes: readonly (HeaderChanges | undefined)[]): ReadChanges | undefined {
  const names = new Set<string>()
  const beginnings: string[] = []
  const added: string[] = []
  for (const each of changes) {
    for (const name of each?.remove ?? []) {
      const lower = name.toLowerCase()
      if (lower.endsWith('*')) beginnings.push(oneSpelling(lower.slice(0, -1)))
      else names.add(oneSpelling(lower))
    }
    for (const [name, value] of Object.entries(each?.set ?? {})) {
      const lower = oneSpelling(name.toLowerCase())
      if (OF_THE_FRAME.has(lower))
        throw new TypeError(`${name} is not set by who forwards: it belongs to the connection`)
      names.add(lower)
      for (const one of typeof value === 'string' ? [value] : value) {
        if (UNWRITABLE.test(one)) throw new TypeError(`the value of ${name} has a sign that no header field can have`)
        added.push(name, one)
      }
    }
  }
  if (names.size === 0 && beginnings.length === 0) return undefined
  return {
    takesAway(name) {
      const spelling = OTHER_SPELLING.test(name) ? oneSpelling(name) : name
      return names.has(spelling) || beginnings.some((start) => spelling.startsWith(start))
    },
    added,
  }
}

/** RFC 9110 §5.5. */
const UNWRITABLE = /[^\t\x20-\x7e\x80-\xff]/

const OTHER_SPELLING = /[^a-z0-9-]/

const OF_THE_FRAME = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

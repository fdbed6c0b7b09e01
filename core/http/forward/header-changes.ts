/**
 * What becomes of header fields. A name stands for all its spellings: `X-User`, `x-user` and `X_User` are one to many a server
 * (RFC 3875 §4.1.18), and so is any sign but letters and digits. Whatever the client sent under any of them goes, also
 * as a trailer. Of several changes each is made after the one before, and of what that has said, too.
 */
export interface HeaderChanges {
  /** Says this in place of whatever was there. Not Host, nor what frames a message. */
  set?: Readonly<Record<string, string | readonly string[]>>
  /** Says this besides whatever is there: a further Set-Cookie. */
  add?: Readonly<Record<string, string | readonly string[]>>
  /** Takes away; a name that ends in `*` stands for all that begin so, `x-identity-*`, and one that begins with it for all that end so. */
  remove?: readonly string[]
  /** These stay, whatever `remove` says; in lower case. */
  keep?: readonly string[]
  /** Takes away each Set-Cookie of an answer whose cookie has such a name. */
  removeCookies?: (name: string) => boolean
}

/** Changes that are ready to be made. */
export interface ReadChanges {
  /** Whether a field of this name goes; in lower case. */
  takesAway(name: string): boolean
  /** Whether a Set-Cookie goes. @param text its value */
  takesCookie(text: string): boolean
  /** Name, value, name, value …, at the end. */
  readonly added: readonly string[]
}

/** One spelling for all. */
const oneSpelling = (name: string) => (OTHER_SPELLING.test(name) ? name.replaceAll(/[^a-z0-9]/g, '-') : name)

const OTHER_SPELLING = /[^a-z0-9-]/

/** Which fields a list takes away. */
interface TakenAway {
  names: ReadonlySet<string>
  beginnings: readonly string[]
  endings: readonly string[]
}

/** Of one change. */
interface TakenList extends TakenAway {
  keep: readonly string[] | undefined
}

/** Those who forward say the same list for each request: it is read once. */
const readLists = new WeakMap<readonly string[], TakenAway>()

function takenAwayBy(list: readonly string[]): TakenAway {
  const known = readLists.get(list)
  if (known) return known
  const spelled = list.map((name) => name.toLowerCase())
  const taken = {
    names: new Set(spelled.filter((name) => !/^\*|\*$/.test(name)).map(oneSpelling)),
    beginnings: spelled.filter((name) => name.endsWith('*')).map((name) => oneSpelling(name.slice(0, -1))),
    endings: spelled.filter((name) => /^\*.*[^*]$/.test(name)).map((name) => oneSpelling(name.slice(1))),
  }
  readLists.set(list, taken)
  return taken
}

const isTakenBy = ({ names, beginnings, endings, keep }: TakenList, spelling: string) =>
  (names.has(spelling) ||
    beginnings.some((start) => spelling.startsWith(start)) ||
    endings.some((end) => spelling.endsWith(end))) &&
  keep?.includes(spelling) !== true

/** @throws TypeError when a name is set that frames a message, or a value that cannot be written: a mistake of ours */
export function readChanges(changes: readonly (HeaderChanges | undefined)[]): ReadChanges | undefined {
  const set: string[] = []
  const lists: TakenList[] = []
  const added: string[] = []
  const cookies: ((name: string) => boolean)[] = []
  for (const each of changes) {
    if (!each) continue
    if (each.removeCookies) cookies.push(each.removeCookies)
    const list = each.remove && each.remove.length > 0 ? { ...takenAwayBy(each.remove), keep: each.keep } : undefined
    if (list) lists.push(list)
    const replaced = Object.keys(each.set ?? {}).map(checkedName)
    set.push(...replaced)
    if (added.length > 0)
      dropAdded(added, (name) => replaced.includes(name) || (list !== undefined && isTakenBy(list, name)))
    for (const [name, value] of Object.entries(each.set ?? {})) addValues(added, name, value)
    for (const [name, value] of Object.entries(each.add ?? {})) {
      checkedName(name)
      addValues(added, name, value)
    }
  }
  if (added.length === 0 && set.length === 0 && lists.length === 0 && cookies.length === 0) return undefined
  return {
    takesAway(name) {
      const spelling = oneSpelling(name)
      if (set.includes(spelling)) return true
      return lists.some((list) => isTakenBy(list, spelling))
    },
    takesCookie(text) {
      const name = cookieNameOf(text)
      return cookies.some((isMeant) => isMeant(name))
    },
    added,
  }
}

/** Takes out what an earlier change has said. */
function dropAdded(added: string[], isMeant: (spelling: string) => boolean): void {
  for (let at = added.length - 2; at >= 0; at -= 2)
    if (isMeant(oneSpelling(added[at]?.toLowerCase() ?? ''))) added.splice(at, 2)
}

/**
 * As whoever reads the Cookie header finds it: of a cookie without a name, browsers send the value alone, and that of
 * `=name=value` reads like another cookie (RFC 6265bis §5.8.3).
 */
const cookieNameOf = (text: string) => (/^[\s=]*([^=;]*)/.exec(text)?.[1] ?? '').trim()

function checkedName(name: string): string {
  const lower = oneSpelling(name.toLowerCase())
  if (OF_THE_FRAME.has(lower)) throw new TypeError(`${name} is not set by who forwards: it belongs to the connection`)
  return lower
}

function addValues(added: string[], name: string, value: string | readonly string[]): void {
  for (const one of typeof value === 'string' ? [value] : value) {
    if (UNWRITABLE.test(one)) throw new TypeError(`the value of ${name} has a sign that no header field can have`)
    added.push(name, one)
  }
}

/** RFC 9110 §5.5. */
const UNWRITABLE = /[^\t\x20-\x7e\x80-\xff]/

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

import { JSON_CHARACTERS } from '../token/structure.ts'

/** What of a YAML text is bounded before anybody parses it. */
export interface TangleBounds {
  depth: number
  aliases: number
}

export const TOO_DEEP = 'it is nested too deeply'

const { OPEN_LIST, OPEN_OBJECT, CLOSE_LIST, CLOSE_OBJECT } = JSON_CHARACTERS

/** Lists in one line, `- - -`, and keys that are maps, `? ? ?`, are levels as well. */
const COMPACT = /(?:[-?][ \t]+)+/g

/** As a node begins that has a name, or that stands for another one. */
const ALIAS = /(?:^|[\s[{,:-])[&*][^\s,\]}]/g

/**
 * Why a text is not worth parsing: a parser takes seconds for sixty thousand `[`. It looks at the text alone and counts brackets in
 * strings and remarks, too, so it allows twice the depth; whoever parses it counts again. Linear.
 * @returns undefined where it may be parsed
 */
export function whyTooTangled(text: string, { depth, aliases }: TangleBounds): string | undefined {
  if (hasMoreBrackets(text, 2 * depth)) return TOO_DEEP
  for (const [markers] of text.matchAll(COMPACT)) if (markers.replaceAll(/\s/g, '').length > 2 * depth) return TOO_DEEP
  let found = 0
  for (const _ of text.matchAll(ALIAS)) if (++found > aliases) return `it has more than ${aliases} anchors and aliases`
  return undefined
}

/** Whether more of them are open at some place, or closed that nobody has opened. */
function hasMoreBrackets(text: string, most: number): boolean {
  let level = 0
  let unopened = 0
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character === OPEN_LIST || character === OPEN_OBJECT) {
      if (++level > most) return true
    } else if (character === CLOSE_LIST || character === CLOSE_OBJECT) {
      if (level > 0) level--
      else if (++unopened > most) return true
    }
  }
  return false
}

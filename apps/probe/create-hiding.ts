import { onceForEach } from './engine/once-for-each.ts'
import { createSecretFinder, createTextReader } from './find-secret.ts'
import { hideTokens } from './hide-tokens.ts'
import { plainWords } from './plain-words.ts'

/** Of whatever a target says, what a report may show. */
export interface Hiding {
  /**
   * A body or a challenge, without tokens and secrets.
   * @param sent the tokens that this very request may have borne
   */
  shown(text: string, sent?: readonly string[]): string
  /** A sentence of ours in which words of the target may stand: between quotation marks, or as single words. */
  sentence(text: string, sent?: readonly string[]): string
}

/** A shorter one stands in many a text by chance. Characters. */
export const LEAST_HIDDEN = 6

const NONE_SENT: readonly string[] = []

const SECRET_OF_RUN = '[own-secret]'
const NOT_SHOWN = '[not shown: a token or a secret that was sent stands in it, written another way]'

/** More than is shown is looked at. Characters. */
const LOOKED_THROUGH = 2000

/**
 * @param given a live token of somebody else, where a run has only that: then only plain words of a target are shown
 * @param secrets what a target wants besides, and nobody else should read
 */
export function createHiding(given: string | undefined, secrets: readonly string[] = []): Hiding {
  const own = secrets.filter(({ length }) => length >= LEAST_HIDDEN).toSorted((a, b) => b.length - a.length)
  const withoutOwn = (text: string) =>
    own.reduce((shown, secret) => writingsOf(secret).reduce((all, each) => all.replaceAll(each, SECRET_OF_RUN), shown), text) // prettier-ignore
  const read = createTextReader()
  const finderOf = onceForEach((sent: readonly string[]) =>
    createSecretFinder(given === undefined ? sent : [given, ...sent], own, read),
  )
  const isTold = (text: string, sent: readonly string[]) => finderOf(sent)(text.slice(0, LOOKED_THROUGH))
  return {
    shown(text, sent = NONE_SENT) {
      const hidden = hideTokens(withoutOwn(text))
      if (isTold(hidden, sent)) return NOT_SHOWN
      return given === undefined ? hidden : plainWords(hidden)
    },
    sentence(text, sent = NONE_SENT) {
      const hidden = withoutOwn(text)
      // Our own words, one after another, may hold the letters of a secret: "the service behind".
      return isTold(hidden, sent) && wordsOfOthers(hidden).some((each) => isTold(each, sent)) ? NOT_SHOWN : hidden
    },
  }
}

/** All between the first quotation mark and the last, for a target may quote too; and each word besides. */
function wordsOfOthers(sentence: string): string[] {
  const [first, last] = [sentence.indexOf('"'), sentence.lastIndexOf('"')]
  if (first === last) return sentence.split(/\s+/)
  return [sentence.slice(first, last), ...sentence.slice(0, first).split(/\s+/), ...sentence.slice(last).split(/\s+/)]
}

/** In JSON, in an address, in HTML. */
const writingsOf = (secret: string): readonly string[] => [
  ...new Set([
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
    secret.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  ]),
]

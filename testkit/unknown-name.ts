import { nearestOf } from '#core/config/nearest'

/** Longer lists are for the documents. */
const MOST_KNOWN_TOLD = 30

/** The sentence about a name that there is not, with the one that was perhaps meant. */
export function tellUnknown(what: string, given: unknown, known: readonly string[]): string {
  const head = `There is no ${what} ${asGiven(given)}.`
  const nearest = typeof given === 'string' ? (nearestOf(given, known) ?? onlyLongerOne(given, known)) : undefined
  const perhaps = nearest === undefined ? '' : ` Did you mean "${nearest}"?`
  return `${head}${perhaps}${known.length <= MOST_KNOWN_TOLD ? ` There are: ${known.join(', ')}.` : ''}`
}

/** @throws TypeError for what is no text, from a program without types */
export function refuseNoName(what: string, given: unknown): void {
  if (typeof given !== 'string') throw new TypeError(tellUnknown(what, given, []).replace(' There are: .', ''))
}

/** @throws TypeError for options that there are not: what is misspelt would be left out silently */
export function refuseUnknownOptions(where: string, given: unknown, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new TypeError(`${where} takes its options as an object: { ${known[0]}: … }, and not ${asGiven(given)}.`)
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown !== undefined) throw new TypeError(`${where}: ${tellUnknown('option', unknown, known)}`)
}

const onlyLongerOne = (given: string, known: readonly string[]): string | undefined => {
  const longer = given.length < 4 ? [] : known.filter((each) => each.startsWith(given))
  return longer.length === 1 ? longer[0] : undefined
}

const asGiven = (given: unknown): string =>
  typeof given === 'string' ? `"${given.slice(0, 60)}"` : given === null ? 'null' : `of the type ${typeof given}`

/** What a file declares at its top, exported or not. */
const DECLARATION = /^(?:export )?(?:async )?(?:function\*?|const|let|class|interface|type) (\w+)/gm

/** Names that several files declare because they mean the same in all of them, and why each has its own. */
export const SAME_WORD: ReadonlyMap<string, string> = new Map([
  ['SPACE', 'the space of the store that the file keeps its entries in'],
  ['startIssuer', 'an issuer of its own process, and the one of the test kit, in the process of a test'],
  ['storeOn', 'the seven verbs of a store, on the driver of one backend'],
])

/** As {@link SAME_WORD}, of what is for tests alone. */
export const SAME_WORD_OF_TESTS: ReadonlyMap<string, string> = new Map([
  ['START', 'the time at which the clock of a test begins, in each room its own'],
  ['ask', 'a fixture asks supertest, and the tests of processes a port'],
])

/** Names that two files export: for tests, whose own words are their own. */
export const exportsUsedTwice = (sources: ReadonlyMap<string, string>): string[] =>
  namesUsedTwice(new Map([...sources].map(([file, text]) => [file, exportsOf(text)])))

const exportsOf = (text: string) => text.match(/^export .*/gm)?.join('\n') ?? ''

/** A part of a page: it calls its rows and columns what they are, and only what it exports must be told from others. */
const OF_A_PAGE = /\.(?:view|browser)\.ts$/

/** Names that two files declare at their top: whoever reads one of them must know which is meant. */
export function namesUsedTwice(sources: ReadonlyMap<string, string>): string[] {
  const declared = [...sources].flatMap(([file, text]) =>
    [...(OF_A_PAGE.test(file) ? exportsOf(text) : text).matchAll(DECLARATION)].map(([, name = '']) => ({ name, file })),
  )
  return [...Map.groupBy(declared, ({ name }) => name)].flatMap(([name, places]) => {
    const files = [...new Set(places.map(({ file }) => file))]
    return files.length > 1 ? [`${name} is declared by ${files.join(' and ')}`] : []
  })
}

/** What a test begins with: its title, in one line or in the next one. */
const TITLE = /\b(?:test|describe)(?:\.\w+)*\b[^'"`]*(['"`])(?<title>.*?)\1,/g

/** What is about a ring: its id, and the routes that take one. */
const RING = /\brings?\b|\bringId\b|\bisRingId\b|\/(?:issueToken|verify|utils\/publicKey)\//i

/** Titles of tests that say "key id", the word for `kid`, and are about rings: theirs is "ring id". */
export function ringWordFaults(file: string, text: string): string[] {
  const titles = [...text.matchAll(TITLE)]
  return titles.flatMap(({ index, groups: { title = '' } = {} }, at) => {
    const body = text.slice(index, titles[at + 1]?.index)
    return /\bkey ids?\b/.test(title) && RING.test(body) ? [`${file}: "${title}" is about a ring: say "ring id"`] : []
  })
}

/**
 * Numbers of rules (`KJ-3`) in a test that no row of the page (`KJ-1 to KJ-9`) explains.
 * @param page where it is said what the numbers of each system are about
 */
export function unexplainedRules(file: string, text: string, page: string): string[] {
  const rows = page.matchAll(/^\| ([A-Z]{2})-1 to [A-Z]{2}-(\d+) /gm)
  const lasts = new Map([...rows].map(([, system = '', last]) => [system, Number(last)]))
  return [...text.matchAll(/\b([A-Z]{2})-(\d+)\b/g)]
    .filter(([, system = '', at]) => !(Number(at) <= (lasts.get(system) ?? 0)))
    .map(([number]) => `${file}: ${number} is explained nowhere`)
}

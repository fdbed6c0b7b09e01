const EXPORT = /^export (?:async )?(?:function|const|class|interface|type) (\w+)/gm

/** Names that two files export: whoever reads one of them must know which is meant. */
export function namesUsedTwice(sources: ReadonlyMap<string, string>): string[] {
  const exported = [...sources].flatMap(([file, text]) =>
    [...text.matchAll(EXPORT)].map(([, name = '']) => ({ name, file })),
  )
  return [...Map.groupBy(exported, ({ name }) => name)].flatMap(([name, places]) => {
    const files = [...new Set(places.map(({ file }) => file))]
    return files.length > 1 ? [`${name} is exported by ${files.join(' and ')}`] : []
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

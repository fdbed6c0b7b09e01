import { Composer, LineCounter, Parser, YAMLParseError, type Document, type Tags } from 'yaml'
import { MOST_TEXT_FAULTS } from './text-fault.ts'

/** Go's YAML 1.1 as programs of that time know it: `yes` and `off` are booleans, `0755` is octal; a date is a text, and `1:30` too. */
const NO_SUCH_TAGS = ['timestamp', 'binary', 'omap', 'pairs', 'set']

const isLeftOut = ({ tag, format }: { tag: string; format?: string }) =>
  format === 'TIME' || NO_SUCH_TAGS.some((name) => tag === `tag:yaml.org,2002:${name}`)

/** YAML 1.1 without the tags that those programs do not know. */
const GO_YAML = {
  version: '1.1',
  customTags: (tags: Tags): Tags => tags.filter((tag) => typeof tag !== 'object' || !isLeftOut(tag)),
  uniqueKeys: false, // the library compares each key with each other one: a large map would take minutes
} as const

/** How the library says within a document what is wrong; it keeps that to itself. */
interface WithFaults {
  onError: (...fault: unknown[]) => void
}

export interface DocumentsWanted {
  /** It stops behind so many. */
  most: number
  /** Whether a text in which nothing stands is no document; else it is an empty one. */
  takesNone: boolean
  /** Whether `<<` stands for the keys of another map; absent: as in YAML 1.1. */
  merge?: boolean
}

/** What was read of a text: at least one document, where it has a fault too many. */
export interface ParsedDocuments {
  documents: Document.Parsed[]
  lines: LineCounter
}

/**
 * Parses YAML 1.1 as programs in Go read it. It stops at the hundredth fault: each costs as much as ten sound lines, and a small text may have
 * one for each of its letters. What stands behind that is not looked at.
 * @throws RangeError for what is nested beyond all measure
 */
export function parseYamlDocuments(text: string, { most, takesNone, merge }: DocumentsWanted): ParsedDocuments {
  const lines = new LineCounter()
  const composer = new Composer({ ...GO_YAML, ...(merge !== undefined && { merge }) })
  const documents: Document.Parsed[] = []
  const faults = boundFaults(composer)
  try {
    for (const token of new Parser(lines.addNewLine).parse(text)) {
      if (token.type === 'error') faults.count++
      for (const document of composer.next(token)) documents.push(document)
      if (faults.count >= MOST_TEXT_FAULTS || documents.length >= most) break
    }
  } catch (error) {
    if (error !== ENOUGH) throw error
  }
  const isLeft = faults.count >= MOST_TEXT_FAULTS
  faults.count = 0 // of what is put together now
  for (const document of composer.end(!takesNone || isLeft, text.length)) documents.push(document)
  return { documents, lines }
}

const ENOUGH = new YAMLParseError([0, 0], 'IMPOSSIBLE', 'it has more faults than anybody reads')

/** A document is composed in one go: the only way out of it is its next fault. */
function boundFaults(composer: Composer): { count: number } {
  const faults = { count: 0 }
  const inside = composer as unknown as WithFaults // private; yaml-documents.test.ts sees whether it is still there
  const tell = inside.onError
  inside.onError = (...fault) => {
    if (faults.count < MOST_TEXT_FAULTS) tell(...fault)
    if (++faults.count >= MOST_TEXT_FAULTS) throw ENOUGH // again at each level: the library tells it as a fault of what is around it
  }
  return faults
}

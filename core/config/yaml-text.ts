import { isAlias, isMap, isScalar, isSeq, visit, type Document, type ParsedNode } from 'yaml'
import { MOST_TEXT_FAULTS, type TextFault } from './text-fault.ts'
import { parseYamlDocuments } from './yaml-documents.ts'

/** A YAML text that was read: its value, and where in the text each part of it stands. */
export interface YamlText {
  /**
   * Maps as objects, lists as arrays; undefined where it is no YAML. Of a key that appears twice the last one, so that whoever looks
   * for more faults finds them, too.
   */
  value: unknown
  /** What makes it no YAML, or one that says two things: a key that appears twice. With any, the value is not to be used. */
  faults: readonly TextFault[]
  /** The line of a part, counted from 1; that of the nearest part around it, where it is not there. */
  lineOf(path: readonly PropertyKey[]): number
}

const MANY_DOCUMENTS = 'another document begins here: only one is read'

/** Aliases that stand for aliases can make a small text large. */
const MOST_ALIASES = 100

/**
 * Reads YAML 1.1, as configuration files of programs in Go are written. Every fault is told, none is thrown.
 * @param text one document
 * @param asWritten keys whose numbers and booleans, alone or in a list, are handed out as their text: in `0755` and `493`, or in
 *   `on` and `yes`, a reader would see the same
 */
export function readYaml(text: string, asWritten: readonly string[] = []): YamlText {
  try {
    const { documents, lines } = parseYamlDocuments(text, { most: 2, takesNone: false })
    const lineAt = (offset: number) => lines.linePos(offset).line
    const [document, second] = documents
    if (!document) return { value: undefined, faults: [], lineOf: () => 1 }
    takeKeysAsTexts(document)
    takeAsWritten(document, asWritten)
    const found = [...document.errors, ...document.warnings].map(({ message, pos: [at] }) => ({ at, message }))
    if (second) found.push({ at: second.range[0], message: MANY_DOCUMENTS })
    const value: unknown = found.length === 0 ? document.toJS({ maxAliasCount: MOST_ALIASES }) : undefined
    const faults = [...found, ...keysTwiceIn(document)]
      .toSorted((one, other) => one.at - other.at)
      .slice(0, MOST_TEXT_FAULTS)
      .map(({ at, message }) => ({ line: lineAt(at), message }))
    return { value, faults, lineOf: (path) => lineAt(offsetOf(document, path)) }
  } catch (error) {
    // Nested beyond all measure, or aliases that grow.
    const message = error instanceof RangeError ? 'it is nested too deeply' : 'its aliases stand for too much'
    return { value: undefined, faults: [{ line: 1, message }], lineOf: () => 1 }
  }
}

/** A key is a name, whatever else it looks like: `on` and `0755` too. */
function takeKeysAsTexts(document: Document.Parsed): void {
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && ['boolean', 'number'].includes(typeof key.value)) key.value = key.source
    },
  })
}

function takeAsWritten(document: Document.Parsed, names: readonly string[]): void {
  if (names.length === 0) return
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !names.includes(String(key.value))) return
      const node = isAlias(value) ? value.resolve(document) : value
      for (const part of isSeq(node) ? node.items : [node])
        if (isScalar(part) && ['number', 'boolean'].includes(typeof part.value)) part.value = part.source
    },
  })
}

/** Each key that stands in its map before, as it is written: which it is, and what to do. In one pass. */
function keysTwiceIn(document: Document.Parsed): { at: number; message: string }[] {
  const found: { at: number; message: string }[] = []
  visit(document, {
    Map(_, { items }) {
      const known = new Set<string | undefined>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        if (known.has(key.source) && found.length < MOST_TEXT_FAULTS) {
          const name = String(key.value).slice(0, LONGEST_KEY_SHOWN)
          found.push({ at: key.range?.[0] ?? 0, message: `"${name}" appears twice in its block: remove one of them` })
        }
        known.add(key.source)
      }
    },
  })
  return found
}

/** Of a name that somebody else has written. */
const LONGEST_KEY_SHOWN = 60

/** Of the key, where there is one: a block begins where its name stands. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents
  let offset = (document.contents as ParsedNode | null)?.range[0] ?? 0 // a parsed document has parsed nodes
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.findLast(({ key }) => String((key as { value?: unknown }).value) === String(step))
      if (!pair) return offset
      offset = rangeOf(pair.key) ?? offset
      node = pair.value
    } else {
      node = (node as { items?: unknown[] } | null)?.items?.[Number(step)]
      if (node === undefined) return offset
      offset = rangeOf(node) ?? offset
    }
  }
  return offset
}

const rangeOf = (node: unknown) => (node as { range?: [number, number, number] } | null)?.range?.[0]

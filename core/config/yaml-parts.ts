import { isAlias, isMap, isScalar, isSeq, type Document, type LineCounter, type ParsedNode } from 'yaml'
import { MOST_TEXT_FAULTS } from './text-fault.ts'
import { parseYamlDocuments } from './yaml-documents.ts'
import { TOO_DEEP, whyTooTangled } from './yaml-tangle.ts'

/** Where a part begins, counted from 1. */
export interface YamlPlace {
  line: number
  column: number
}

/** One node of a document. `size`: how many nodes it is made of, aliases counted as what they stand for. */
export type YamlPart = { place: YamlPlace; size: number } &
  /** `source`: as it is written, without its quotes. */
  (
    | { kind: 'scalar'; value: string | number | boolean | null; source: string }
    | { kind: 'list'; items: readonly YamlPart[] }
    | { kind: 'map'; entries: readonly YamlEntry[] }
  )

export interface YamlEntry {
  key: string
  place: YamlPlace
  value: YamlPart
}

/** A key that stands twice in one map: no reader can take both. */
export interface DoubledKey {
  key: string
  /** The key of the list or map around it, the nearest that has a name; empty at the top. */
  within: string
  first: YamlPlace
  second: YamlPlace
  /** The keys below the first one, which a reader that takes the last one never sees. */
  lost: readonly string[]
}

export interface YamlDocument {
  /** Undefined where there are faults, or nothing stands in it. */
  root?: YamlPart
  faults: readonly (YamlPlace & { message: string })[]
  doubled: readonly DoubledKey[]
}

/** What a text may be made of at most; beyond, it is a fault. */
export interface YamlBounds {
  characters: number
  documents: number
  depth: number
  nodes: number
  /** Anchors and aliases together. */
  aliases: number
}

/**
 * Reads a text of several YAML documents into parts that know where they stand. It takes time in proportion to the text,
 * and keys that stand twice are told with both places, in place of a fault of the whole. It stops at the hundredth fault.
 */
export function readYamlParts(text: string, bounds: YamlBounds): YamlDocument[] {
  if (text.length > bounds.characters) return [faulty(`it has more than ${bounds.characters} characters: split it`)]
  if (separatorsIn(text) >= bounds.documents)
    return [faulty(`it has more than ${bounds.documents} documents: split it`)]
  const tangle = whyTooTangled(text, bounds)
  if (tangle !== undefined) return [faulty(tangle)]
  try {
    const { documents, lines } = parseYamlDocuments(text, { most: bounds.documents, takesNone: true, merge: false })
    return documents.map((document) => partsOf(document, lines, bounds))
  } catch (error) {
    if (error instanceof RangeError) return [faulty(TOO_DEEP)]
    throw error
  }
}

const faulty = (message: string): YamlDocument => ({ faults: [{ line: 1, column: 1, message }], doubled: [] })

/** Each document costs more than its letters: they are counted before they are made. */
const separatorsIn = (text: string) => text.match(/^(?:---|\.\.\.)/gm)?.length ?? 0

/** A fault of the parts, where they are made. */
class PartFault extends Error {
  readonly place: YamlPlace
  constructor(message: string, place: YamlPlace) {
    super(message)
    this.place = place
  }
}

function partsOf(document: Document.Parsed, lines: LineCounter, bounds: YamlBounds): YamlDocument {
  const placeOf = (offset: number): YamlPlace => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const faults = [...document.errors, ...document.warnings]
    .slice(0, MOST_TEXT_FAULTS)
    .map(({ message, pos: [offset] }) => ({
      ...placeOf(offset),
      message: message.startsWith('Maximum call stack') ? TOO_DEEP : message.replace(/\s+/g, ' '),
    }))
  if (faults.length > 0) return { faults, doubled: [] }
  const doubled: DoubledKey[] = []
  const anchors = new Map<string, YamlPart>()

  const convert = (node: ParsedNode | null, within: string, depth: number, at: YamlPlace): YamlPart => {
    const place = node ? placeOf(node.range[0]) : at
    if (depth > bounds.depth) throw new PartFault(TOO_DEEP, place)
    if (isAlias(node)) {
      const meant = anchors.get(node.source)
      if (!meant) throw new PartFault(`nothing before it is called "&${node.source}"`, place)
      return counted(meant)
    }
    const part = counted(partOf(node, place, within, depth))
    if (node?.anchor) anchors.set(node.anchor, part)
    return part
  }

  const counted = (part: YamlPart): YamlPart => {
    if (part.size > bounds.nodes)
      throw new PartFault('there is too much of it, or its aliases stand for too much', part.place)
    return part
  }

  const partOf = (node: ParsedNode | null, place: YamlPlace, within: string, depth: number): YamlPart => {
    if (isSeq<ParsedNode>(node)) {
      const items = node.items.map((item) => convert(item, within, depth + 1, place))
      return { kind: 'list', items, place, size: nodesIn(items) }
    }
    if (isMap<ParsedNode, ParsedNode | null>(node)) {
      const entries = node.items.map((pair) => {
        const keyPlace = placeOf(pair.key.range[0])
        const key = isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : undefined
        if (key === undefined) throw new PartFault('a key must be a plain text', keyPlace)
        return { key, place: keyPlace, value: convert(pair.value, key, depth + 1, keyPlace) }
      })
      doubled.push(...doubledOf(entries, within))
      return { kind: 'map', entries, place, size: nodesIn(entries.map(({ value }) => value)) }
    }
    const scalar = node && isScalar(node) ? node : undefined
    return { kind: 'scalar', value: plainScalar(scalar?.value), source: scalar?.source ?? '', place, size: 1 }
  }

  try {
    const root = document.contents ? convert(document.contents as ParsedNode, '', 0, placeOf(0)) : undefined
    return root ? { root, faults: [], doubled } : { faults: [], doubled: [] }
  } catch (error) {
    if (!(error instanceof PartFault)) throw error
    return { faults: [{ ...error.place, message: error.message }], doubled }
  }
}

function plainScalar(value: unknown): string | number | boolean | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return value === null || value === undefined ? null : String(value)
}

const nodesIn = (parts: readonly YamlPart[]) => parts.reduce((sum, { size }) => sum + size, 1)

function doubledOf(entries: readonly YamlEntry[], within: string): DoubledKey[] {
  const first = new Map<string, YamlEntry>()
  return entries.flatMap((entry) => {
    const before = first.get(entry.key)
    if (!before) {
      first.set(entry.key, entry)
      return []
    }
    const lost = before.value.kind === 'map' ? before.value.entries.map(({ key }) => key) : []
    return [{ key: entry.key, within, first: before.place, second: entry.place, lost }]
  })
}

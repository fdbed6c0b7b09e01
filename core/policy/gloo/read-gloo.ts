import { nearestOf } from '../../config/nearest.ts'
import { readYamlParts, type YamlBounds, type YamlDocument, type YamlPart } from '../../config/yaml-parts.ts'
import { shownText } from '../../shown-text.ts'
import type { PolicyPlace } from '../mesh/model.ts'
import { readMetadata } from '../mesh/read-head.ts'
import { fieldsOf, placeHere, quoted, refusePart, type MeshFault, type Spot } from '../mesh/read-parts.ts'
import { glooName, type GlooDocument } from './model.ts'
import { readExtAuthPolicy, readExtAuthServer } from './read-ext-auth.ts'
import { readRouteTable } from './read-route-table.ts'
import { readGlooSecret, secretFields } from './read-secret.ts'
import { readVirtualGateway } from './read-virtual-gateway.ts'

/** What stands in some files. */
export interface GlooReading {
  /** Those without a fault of their own. */
  documents: readonly GlooDocument[]
  faults: readonly MeshFault[]
  /** Fields that are good, and change nothing here. */
  hints: readonly MeshFault[]
  /** Documents of other kinds: of a cluster, or of its mesh. */
  skipped: readonly (PolicyPlace & { kind: string })[]
}

const GLOO_BOUNDS: YamlBounds = { characters: 262_144, documents: 500, depth: 32, nodes: 50_000, aliases: 1000 }
/** Of all files together. */
const MOST_GLOO_CHARACTERS = 1_048_576
const MOST_GLOO_FAULTS = 100

const NETWORKING = 'networking.gloo.solo.io/v2'
const GLOO_READERS = {
  VirtualGateway: { version: NETWORKING, read: readVirtualGateway },
  RouteTable: { version: NETWORKING, read: readRouteTable },
  ExtAuthServer: { version: 'admin.gloo.solo.io/v2', read: readExtAuthServer },
  ExtAuthPolicy: { version: 'security.policy.gloo.solo.io/v2', read: readExtAuthPolicy },
} as const
type GlooKind = keyof typeof GLOO_READERS
const GLOO_KINDS = Object.keys(GLOO_READERS) as GlooKind[] // its own keys

/**
 * Reads Gloo's documents as they are written for a cluster, several in each of several files. Every fault is told at once, each with its
 * place and what to do; nothing is thrown. It takes time in proportion to the texts.
 */
export function readGloo(files: readonly { file: string; text: string }[]): GlooReading {
  const faults: MeshFault[] = []
  const hints: MeshFault[] = []
  const skipped: (PolicyPlace & { kind: string })[] = []
  const documents: GlooDocument[] = []
  const tell = (fault: MeshFault) => void (faults.length < MOST_GLOO_FAULTS && faults.push(fault))
  const remark = (hint: MeshFault) => void (hints.length < MOST_GLOO_FAULTS && hints.push(hint))
  let characters = 0
  for (const { file, text } of files) {
    const spot: Spot = { file, subject: '', path: '', fault: tell, remark }
    characters += text.length
    if (characters > MOST_GLOO_CHARACTERS) {
      refusePart(
        spot,
        { place: { line: 1, column: 1 } },
        `with this file there are more than ${MOST_GLOO_CHARACTERS} characters: take some out`,
      )
      break
    }
    for (const document of readYamlParts(text, GLOO_BOUNDS)) {
      const read = readOne(document, spot, skipped)
      if (read) documents.push(read)
    }
  }
  refuseGlooTwins(documents, tell)
  const order = files.map(({ file }) => file)
  faults.sort((one, other) => order.indexOf(one.file) - order.indexOf(other.file) || one.line - other.line)
  return { documents, faults, hints, skipped }
}

function readOne(
  document: YamlDocument,
  spot: Spot,
  skipped: (PolicyPlace & { kind: string })[],
): GlooDocument | undefined {
  let isFaulty = false
  const here: Spot = { ...spot, fault: (fault) => ((isFaulty = true), spot.fault(fault)) }
  for (const { message, ...place } of document.faults) refusePart(here, { place }, `this is no YAML: ${message}`)
  const { root } = document
  if (!root || (root.kind === 'scalar' && root.value === null)) return undefined
  const kind = scalarAt(root, 'kind')
  const isOurs = kind === 'Secret' || GLOO_KINDS.some((known) => known === kind)
  // Whose reader this is not has a reader of its own, which says this in its words.
  if (isOurs || kind === undefined)
    for (const { key, first, second } of document.doubled)
      refusePart(
        here,
        { place: second },
        `the key ${quoted(key)} stands twice in one map, first in line ${first.line}: remove one of them`,
      )
  const read = readKind(root, kind, here, skipped)
  return isFaulty ? undefined : read
}

function readKind(
  root: YamlPart,
  kind: string | undefined,
  spot: Spot,
  skipped: (PolicyPlace & { kind: string })[],
): GlooDocument | undefined {
  if (root.kind !== 'map')
    return refusePart(
      spot,
      root,
      'this is no document of Gloo: it must be a map with apiVersion, kind, metadata and spec',
    )
  if (kind === undefined)
    return refusePart(spot, root, `this document has no kind: add "kind", such as ${GLOO_KINDS[0]}`)
  if (kind === 'Secret') return readSecretDocument(root, spot)
  const known = GLOO_KINDS.find((name) => name === kind)
  const apiVersion = scalarAt(root, 'apiVersion') ?? ''
  if (known === undefined) return skipOrRefuse(root, kind, apiVersion, spot, skipped)
  const { version, read } = GLOO_READERS[known]
  if (apiVersion !== version)
    return refusePart(spot, root, `${quoted(apiVersion)} is no version of ${kind}: write apiVersion: ${version}`)
  const fields = fieldsOf(root, { ...spot, subject: known }, ['apiVersion', 'kind', 'metadata', 'spec', 'status'])
  const metadata = fields && readMetadata(fields.get('metadata'), root, { ...spot, subject: known })
  return metadata && read(metadata, root, fields.get('spec'), { ...spot, subject: `${kind} ${glooName(metadata)}` })
}

function readSecretDocument(root: YamlPart, spot: Spot): GlooDocument | undefined {
  const inside = { ...spot, subject: 'Secret' }
  const fields = secretFields(root, inside)
  const metadata = fields && readMetadata(fields.get('metadata'), root, inside)
  return metadata && readGlooSecret(metadata, root, fields, { ...spot, subject: `Secret ${glooName(metadata)}` })
}

/** What a slip would hide is refused: the page would be open. */
function skipOrRefuse(
  root: YamlPart,
  kind: string,
  apiVersion: string,
  spot: Spot,
  skipped: (PolicyPlace & { kind: string })[],
): undefined {
  const nearest = nearestOf(kind, [...GLOO_KINDS, 'Secret'])
  if (kind === 'List')
    return refusePart(spot, root, 'lists are not read: write each of its items as a document, with --- between')
  if (nearest !== undefined) return refusePart(spot, root, `there is no kind ${quoted(kind)}: did you mean ${nearest}?`)
  if (/\bgloo\.solo\.io\//.test(apiVersion))
    return refusePart(
      spot,
      root,
      `Gloo knows the kind ${quoted(kind)}, and it is not supported here; known are ${GLOO_KINDS.join(', ')}`,
    )
  skipped.push({ ...placeHere(spot, root.place), kind: shownText(kind) })
}

function scalarAt(root: YamlPart, key: string): string | undefined {
  const entry = root.kind === 'map' ? root.entries.find((one) => one.key === key) : undefined
  return entry?.value.kind === 'scalar' && typeof entry.value.value === 'string' ? entry.value.value : undefined
}

/** Whoever applies both to a cluster has the last one alone. */
function refuseGlooTwins(found: readonly GlooDocument[], tell: (fault: MeshFault) => void): void {
  const first = new Map<string, GlooDocument>()
  for (const document of found) {
    const name = `${document.kind} ${glooName(document)}`
    const before = first.get(name)
    if (!before) first.set(name, document)
    else {
      const { file, line } = before.place
      tell({
        ...document.place,
        where: shownText(name),
        message: shownText(`this name is taken in ${file}, line ${line}: the last one would replace it; rename one`),
      })
    }
  }
}

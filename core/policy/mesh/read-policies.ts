import { nearestOf } from '../../config/nearest.ts'
import {
  readYamlParts,
  type DoubledKey,
  type YamlBounds,
  type YamlDocument,
  type YamlEntry,
  type YamlPart,
} from '../../config/yaml-parts.ts'
import { shownText } from '../../shown-text.ts'
import { policyName, type MeshPolicies, type PolicyPlace } from './model.ts'
import { readAuthorization } from './read-authorization.ts'
import { readMetadata, type PolicyMetadata } from './read-head.ts'
import { fieldsOf, placeHere, quoted, refusePart, type MeshFault, type Spot } from './read-parts.ts'
import { readPeerAuthentication } from './read-peer-authentication.ts'
import { readRequestAuthentication } from './read-request-authentication.ts'

export interface PolicyFile {
  /** As it is called in faults and findings. */
  file: string
  text: string
}

/** What stands in some files. */
export interface MeshReading {
  /** Those without a fault of their own. Where there are faults at all, a mesh must not begin to work with them. */
  policies: MeshPolicies
  faults: readonly MeshFault[]
  /** What is taken as it is, and has less effect than it seems to have. */
  remarks: readonly MeshFault[]
  /** Documents of other kinds. */
  skipped: readonly (PolicyPlace & { kind: string })[]
}

/** What a file may be made of at most. */
const BOUNDS: YamlBounds = { characters: 262_144, documents: 1000, depth: 32, nodes: 100_000, aliases: 1000 }
/** Of all files together. */
const MOST_CHARACTERS = 16 * BOUNDS.characters
/** Nobody reads more of them. */
const MOST_FAULTS_TOLD = 100

const READERS = {
  AuthorizationPolicy: readAuthorization,
  RequestAuthentication: readRequestAuthentication,
  PeerAuthentication: readPeerAuthentication,
}
type MeshPolicy = NonNullable<ReturnType<(typeof READERS)[keyof typeof READERS]>>

const GROUP_OF_POLICIES = 'security.istio.io/'
const VERSIONS = [`${GROUP_OF_POLICIES}v1`, `${GROUP_OF_POLICIES}v1beta1`]

const START_OF_FILE = { place: { line: 1, column: 1 } }

const collectInto = (list: MeshFault[]) => (fault: MeshFault) =>
  void (list.length < MOST_FAULTS_TOLD && list.push(fault))

/**
 * Reads policies as they are written for a cluster, several documents in each of several files. Every fault is told at
 * once, each with its place and what to do; nothing is thrown. It takes time in proportion to the texts.
 */
export function readMeshPolicies(files: readonly PolicyFile[]): MeshReading {
  const faults: MeshFault[] = []
  const remarks: MeshFault[] = []
  const skipped: (PolicyPlace & { kind: string })[] = []
  const found: MeshPolicy[] = []
  let characters = 0
  for (const { file, text } of files) {
    const spot: Spot = { file, subject: '', path: '', fault: collectInto(faults), remark: collectInto(remarks) }
    characters += text.length
    if (characters > MOST_CHARACTERS) {
      refusePart(spot, START_OF_FILE, `with this file there are more than ${MOST_CHARACTERS} characters: take some out`)
      break
    }
    for (const document of readYamlParts(text, BOUNDS)) {
      const policy = readDocument(document, spot, skipped)
      if (policy) found.push(policy)
    }
  }
  refuseTwins(found, collectInto(faults))
  const order = new Map(files.map(({ file }, at) => [file, at]))
  return {
    policies: sortedByKind(found),
    faults: inOrderOfFiles(faults, order),
    remarks: inOrderOfFiles(remarks, order),
    skipped,
  }
}

const inOrderOfFiles = (faults: readonly MeshFault[], order: ReadonlyMap<string, number>) =>
  faults.toSorted(
    (one, other) =>
      (order.get(one.file) ?? 0) - (order.get(other.file) ?? 0) || one.line - other.line || one.column - other.column,
  )

const sortedByKind = (found: readonly MeshPolicy[]): MeshPolicies => ({
  authorization: found.filter((policy) => policy.kind === 'AuthorizationPolicy'),
  requestAuthentication: found.filter((policy) => policy.kind === 'RequestAuthentication'),
  peerAuthentication: found.filter((policy) => policy.kind === 'PeerAuthentication'),
})

function readDocument(
  document: YamlDocument,
  spot: Spot,
  skipped: (PolicyPlace & { kind: string })[],
): MeshPolicy | undefined {
  let isFaulty = false
  const here: Spot = {
    ...spot,
    fault: (fault) => {
      isFaulty = true
      spot.fault(fault)
    },
  }
  for (const { message, ...place } of document.faults) refusePart(here, { place }, `this is no YAML: ${message}`)
  if (!document.root || (document.root.kind === 'scalar' && document.root.value === null)) return undefined
  for (const doubled of document.doubled) refusePart(here, { place: doubled.second }, sayDoubled(doubled))
  const policy = readPolicy(document.root, here, skipped)
  return isFaulty ? undefined : policy
}

function readPolicy(root: YamlPart, spot: Spot, skipped: (PolicyPlace & { kind: string })[]): MeshPolicy | undefined {
  if (root.kind !== 'map')
    return refusePart(spot, root, 'this is no policy: it must be a map with apiVersion, kind, metadata and spec')
  const apiVersion = scalarText(root, 'apiVersion')
  const kind = scalarText(root, 'kind')
  if (kind === undefined)
    return refusePart(spot, root, 'this document has no kind: add "kind", such as AuthorizationPolicy')
  const known = Object.keys(READERS).find((name) => name === kind) as keyof typeof READERS | undefined // its own keys
  if (known === undefined) {
    const nearest = nearestOf(kind, Object.keys(READERS))
    if (kind === 'List')
      return refusePart(spot, root, 'lists are not read: write each of its items as a document, with --- between')
    if (nearest !== undefined || apiVersion?.startsWith(GROUP_OF_POLICIES)) {
      return refusePart(
        spot,
        root,
        `there is no kind ${quoted(kind)}: did you mean ${nearest ?? Object.keys(READERS).join(', ')}?`,
      )
    }
    skipped.push({ ...placeHere(spot, root.place), kind: shownText(kind) })
    return undefined
  }
  if (!VERSIONS.includes(apiVersion ?? '')) {
    return refusePart(
      spot,
      root,
      `${quoted(apiVersion ?? '')} is no version of ${kind}: write apiVersion: ${VERSIONS[0]}`,
    )
  }
  return readKnown(known, root, { ...spot, subject: known })
}

function readKnown(kind: keyof typeof READERS, root: YamlPart, spot: Spot): MeshPolicy | undefined {
  const fields = fieldsOf(root, spot, ['apiVersion', 'kind', 'metadata', 'spec', 'status'])
  const metadata: PolicyMetadata | undefined = fields && readMetadata(fields.get('metadata'), root, spot)
  if (!fields || !metadata) return undefined
  return READERS[kind](metadata, root, fields.get('spec'), { ...spot, subject: `${kind} ${policyName(metadata)}` })
}

function scalarText(root: YamlPart, key: string): string | undefined {
  const entry: YamlEntry | undefined = root.kind === 'map' ? root.entries.find((one) => one.key === key) : undefined
  return entry?.value.kind === 'scalar' && typeof entry.value.value === 'string' ? entry.value.value : undefined
}

/** Whoever applies both to a cluster has the last one alone. */
function refuseTwins(found: readonly MeshPolicy[], tell: (fault: MeshFault) => void): void {
  const first = new Map<string, MeshPolicy>()
  for (const policy of found) {
    const name = `${policy.kind} ${policyName(policy)}`
    const before = first.get(name)
    if (!before) first.set(name, policy)
    else {
      const { file, line } = before.place
      tell({
        ...policy.place,
        where: name,
        message: `this name is taken in ${file}, line ${line}: the last one would replace it; rename one`,
      })
    }
  }
}

/** Says which key stands twice, and for the trap of two sources what it would do (M-24). */
function sayDoubled({ key, within, first, lost }: DoubledKey): string {
  const start = `the key ${quoted(key)} stands twice in one map, first in line ${first.line}, column ${first.column}`
  if (within !== 'from' && within !== 'to') return `${start}: remove one of them`
  const dropped = lost.length > 0 ? ` and would drop ${lost.join(', ')} without a word` : ''
  return (
    `${start}: this is not AND. Most readers keep the last one alone${dropped}. ` +
    `To require both, put all fields into one ${key}; to accept either, begin another entry with "- ${key}:"`
  )
}

import type { YamlEntry, YamlPart } from '../../config/yaml-parts.ts'
import type { Labels, PolicyHead, TargetRef } from './model.ts'
import {
  fieldsOf,
  itemsOf,
  placeHere,
  plainText,
  quoted,
  refusePart,
  textOfPart,
  within,
  wordOf,
  type Fields,
  type Spot,
} from './read-parts.ts'

/** What a server adds to the metadata of a policy that is read back from it. */
const OF_A_SERVER = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'finalizers',
  'generateName',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
]

/** Where a policy without a namespace is. */
const DEFAULT_NAMESPACE = 'default'

export interface PolicyMetadata {
  name: string
  namespace: string
  annotations: ReadonlyMap<string, { text: string; part: YamlPart }>
}

/** Reads `metadata`; a policy without a name cannot be told from another one. */
export function readMetadata(entry: YamlEntry | undefined, document: YamlPart, spot: Spot): PolicyMetadata | undefined {
  if (!entry) return refusePart(spot, document, 'this document has no "metadata": add it, with a "name"')
  const inside = within(spot, 'metadata')
  const fields = fieldsOf(entry.value, inside, ['name', 'namespace', 'labels', 'annotations', ...OF_A_SERVER])
  if (!fields) return undefined
  if (!fields.has('name')) return refusePart(inside, entry, 'this document has no name: add "name"')
  const name = plainText(fields.get('name'), inside)
  const namespace = fields.has('namespace') ? plainText(fields.get('namespace'), inside) : DEFAULT_NAMESPACE
  const labels = fields.get('labels')
  if (labels) readTextMap(labels, inside)
  const annotations = fields.get('annotations')
  if (name === undefined || namespace === undefined) return undefined
  return { name, namespace, annotations: annotations ? readTextMap(annotations, inside) : new Map() }
}

/** A map of texts, whatever its keys are. */
function readTextMap(entry: YamlEntry, spot: Spot): Map<string, { text: string; part: YamlPart }> {
  const texts = new Map<string, { text: string; part: YamlPart }>()
  const inside = within(spot, entry.key)
  if (entry.value.kind !== 'map') {
    refusePart(inside, entry.value, 'this must be a map of texts')
    return texts
  }
  for (const { key, value } of entry.value.entries) {
    const isEmpty = value.kind === 'scalar' && value.value === ''
    const text = isEmpty ? '' : textOfPart(value, within(inside, key))
    if (text !== undefined) texts.set(key, { text, part: value })
  }
  return texts
}

/** Reads what says which workloads a policy is for (M-12). */
export function readHead(
  { name, namespace }: PolicyMetadata,
  document: YamlPart,
  spec: Fields,
  spot: Spot,
): PolicyHead {
  const selector = spec.get('selector')
  const refs = readTargetRefs(spec, spot)
  if (selector && (spec.has('targetRef') || spec.has('targetRefs'))) {
    refusePart(within(spot, 'selector'), selector, 'a policy has a "selector" or "targetRefs", not both: leave one out')
  }
  const labels = selector && readSelector(selector, spot)
  const head = { name, namespace, place: placeHere(spot, document.place), targetRefs: refs }
  return labels ? { ...head, selector: labels } : head
}

function readSelector(entry: YamlEntry, spot: Spot): Labels | undefined {
  const inside = within(spot, 'selector')
  const matchLabels = fieldsOf(entry.value, inside, ['matchLabels'])?.get('matchLabels')
  if (!matchLabels) return undefined
  const labels = readTextMap(matchLabels, inside)
  for (const [label, { text, part }] of labels) {
    if (text.includes('*') || label.includes('*')) {
      refusePart(
        within(inside, 'matchLabels'),
        part,
        `labels are compared as they are: ${quoted(text)} must not have a star`,
      )
    }
  }
  return labels.size > 0 ? Object.fromEntries([...labels].map(([label, { text }]) => [label, text])) : undefined
}

const REF_FIELDS = ['group', 'kind', 'name', 'namespace', 'sectionName']

/** What a policy can be attached to, each with its group: any other pair is refused, as a mesh refuses it. */
const GROUP_OF = {
  Gateway: 'gateway.networking.k8s.io',
  GatewayClass: 'gateway.networking.k8s.io',
  Service: '',
  ServiceEntry: 'networking.istio.io',
} as const
const TARGET_KINDS = ['Gateway', 'GatewayClass', 'Service', 'ServiceEntry'] as const

/** By which the group without a name is called, too. */
const CORE = 'core'

function readTargetRefs(spec: Fields, spot: Spot): TargetRef[] {
  const one = spec.get('targetRef')
  const several = spec.get('targetRefs')
  if (one && several) refusePart(spot, one, 'this policy has "targetRef" and "targetRefs": leave "targetRef" out')
  const parts = [
    ...(one ? [{ part: one.value, inside: within(spot, 'targetRef') }] : []),
    ...(several ? (itemsOf(several.value, within(spot, 'targetRefs')) ?? []) : []).map((part, at) => ({
      part,
      inside: within(spot, `targetRefs[${at}]`),
    })),
  ]
  return parts.flatMap(({ part, inside }) => readTargetRef(part, inside) ?? [])
}

function readTargetRef(part: YamlPart, spot: Spot): TargetRef | undefined {
  const fields = fieldsOf(part, spot, REF_FIELDS)
  if (!fields) return undefined
  const kind = wordOf(fields.get('kind'), spot, TARGET_KINDS)
  const name = plainText(fields.get('name'), spot)
  const namespace = fields.get('namespace')
  if (namespace) refusePart(spot, namespace, 'a target is in the namespace of its policy: leave "namespace" out')
  if (!fields.has('kind') || !fields.has('name')) refusePart(spot, part, 'a target needs "kind" and "name"')
  const group = fields.get('group')
  const given = group ? readGroup(group, within(spot, 'group')) : ''
  if (kind === undefined || name === undefined || given === undefined) return undefined
  const own = GROUP_OF[kind]
  if (given === own || (own === '' && given === CORE)) return { group: own, kind, name }
  const advice = own === '' ? 'leave "group" out' : `write group: ${own}`
  const what = given === '' ? `a ${kind} without a group` : `a ${kind} of the group ${quoted(given)}`
  return refusePart(spot, group ?? part, `no mesh attaches a policy to ${what}, so it would be for nobody: ${advice}`)
}

/** An empty one is that of Kubernetes itself. */
const readGroup = ({ value }: YamlEntry, spot: Spot): string | undefined =>
  value.kind === 'scalar' && value.value === '' ? '' : textOfPart(value, spot)

import type { YamlEntry, YamlPart } from '../../config/yaml-parts.ts'
import { OPERATION_FIELDS, SOURCE_FIELDS, type Attribute } from './attributes.ts'
import { POLICY_ACTIONS, type AuthorizationPolicy, type PolicyAction, type PolicyRule } from './model.ts'
import { readEntries, readWhen } from './read-conditions.ts'
import { readHead, type PolicyMetadata } from './read-head.ts'
import {
  fieldsOf,
  placeHere,
  plainText,
  quoted,
  refusePart,
  within,
  wordOf,
  type Fields,
  type Spot,
} from './read-parts.ts'

const SPEC_FIELDS = ['selector', 'targetRef', 'targetRefs', 'action', 'provider', 'rules']
const DRY_RUN = 'istio.io/dry-run'

/** Texts that are booleans in Go. */
const TRUE_WORDS = ['1', 't', 'T', 'TRUE', 'true', 'True']
const FALSE_WORDS = ['0', 'f', 'F', 'FALSE', 'false', 'False']

/** Reads the spec of an AuthorizationPolicy (M-11 to M-23). */
export function readAuthorization(
  metadata: PolicyMetadata,
  document: YamlPart,
  spec: YamlEntry | undefined,
  spot: Spot,
): AuthorizationPolicy | undefined {
  const inside = within(spot, 'spec')
  const fields: Fields | undefined = spec ? fieldsOf(spec.value, inside, SPEC_FIELDS) : new Map()
  if (!fields) return undefined
  const action = wordOf(fields.get('action'), inside, POLICY_ACTIONS) ?? 'ALLOW'
  const rules = readRules(fields.get('rules'), inside)
  const provider = readProvider(fields.get('provider'), action, spec ?? document, inside)
  if (action === 'DENY' && hasNoRules(fields.get('rules'))) {
    refusePart(
      inside,
      spec ?? document,
      'a DENY policy without rules never denies anything: add "rules"; "- {}" denies everything',
    )
  }
  if (action === 'CUSTOM') refuseIdentities(rules, inside)
  const policy: AuthorizationPolicy = {
    kind: 'AuthorizationPolicy',
    ...readHead(metadata, document, fields, inside),
    action,
    isDryRun: readDryRun(metadata, action, spot),
    rules,
  }
  return provider === undefined ? policy : { ...policy, provider }
}

const hasNoRules = (rules: YamlEntry | undefined) =>
  !rules || (rules.value.kind === 'list' && rules.value.items.length === 0)

function readRules(entry: YamlEntry | undefined, spot: Spot): PolicyRule[] {
  if (!entry) return []
  const list = within(spot, 'rules')
  const { value } = entry
  if (value.kind !== 'list') return refusePart(list, value, 'this must be a list: begin each rule with "- "') ?? []
  return value.items.flatMap((part, at) => {
    const inside = within(list, `[${at}]`)
    const fields = fieldsOf(part, inside, ['from', 'to', 'when'])
    if (!fields) return []
    return [
      {
        place: placeHere(spot, part.place),
        from: readEntries(fields.get('from'), inside, 'source', SOURCE_FIELDS),
        to: readEntries(fields.get('to'), inside, 'operation', OPERATION_FIELDS),
        when: readWhen(fields.get('when'), inside),
      },
    ]
  })
}

function readProvider(
  entry: YamlEntry | undefined,
  action: PolicyAction,
  whole: { place: YamlPart['place'] },
  spot: Spot,
) {
  if (!entry) {
    if (action === 'CUSTOM')
      refusePart(spot, whole, 'a CUSTOM policy asks an external authorizer: add "provider" with its "name"')
    return undefined
  }
  const inside = within(spot, 'provider')
  if (action !== 'CUSTOM')
    refusePart(inside, entry, `only a CUSTOM policy has a provider: take it out, or write action: CUSTOM`)
  const fields = fieldsOf(entry.value, inside, ['name'])
  if (fields && !fields.has('name')) refusePart(inside, entry, 'the provider has no name: add "name"')
  return plainText(fields?.get('name'), inside)
}

/** The external authorizer is asked before tokens are checked, and of plaintext too (M-2, M-23). */
const UNKNOWN_SO_EARLY = new Set<Attribute['kind']>([
  'principal',
  'namespace',
  'service-account',
  'trust-domain',
  'request-principal',
  'claim',
])

function refuseIdentities(rules: readonly PolicyRule[], spot: Spot): void {
  for (const [at, rule] of rules.entries()) {
    for (const { attribute, path, place } of [...rule.from.flatMap(({ conditions }) => conditions), ...rule.when]) {
      if (UNKNOWN_SO_EARLY.has(attribute.kind)) {
        const message =
          'a CUSTOM policy is asked before anybody is known: conditions on callers and tokens cannot stand in it'
        refusePart(within(spot, `rules[${at}].${path}`), { place }, message)
      }
    }
  }
}

function readDryRun({ annotations }: PolicyMetadata, action: PolicyAction, spot: Spot): boolean {
  const annotation = annotations.get(DRY_RUN)
  if (!annotation) return false
  const inside = within(spot, `metadata.annotations["${DRY_RUN}"]`)
  const { text, part } = annotation
  if (![...TRUE_WORDS, ...FALSE_WORDS].includes(text)) {
    refusePart(inside, part, `${quoted(text)} is neither true nor false: write "true" or "false"`)
  }
  const isDryRun = TRUE_WORDS.includes(text)
  if (isDryRun && action !== 'ALLOW' && action !== 'DENY') {
    refusePart(inside, part, `only ALLOW and DENY policies can run dry, not ${action}: take the annotation out`)
  }
  return isDryRun
}

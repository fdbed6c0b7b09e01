import type { YamlEntry, YamlPart } from '../../config/yaml-parts.ts'
import { MTLS_MODES, type MtlsMode, type PeerAuthentication } from './model.ts'
import { readHead, type PolicyMetadata } from './read-head.ts'
import { fieldsOf, quoted, refusePart, within, wordOf, type Fields, type Spot } from './read-parts.ts'

/** Reads the spec of a PeerAuthentication. */
export function readPeerAuthentication(
  metadata: PolicyMetadata,
  document: YamlPart,
  spec: YamlEntry | undefined,
  spot: Spot,
): PeerAuthentication | undefined {
  const inside = within(spot, 'spec')
  const fields: Fields | undefined = spec
    ? fieldsOf(spec.value, inside, ['selector', 'mtls', 'portLevelMtls'])
    : new Map()
  if (!fields) return undefined
  const head = readHead(metadata, document, fields, inside)
  return {
    kind: 'PeerAuthentication',
    ...head,
    mode: readMode(fields.get('mtls'), inside),
    ports: readPorts(fields.get('portLevelMtls'), head.selector !== undefined, inside),
  }
}

function readMode(entry: YamlEntry | undefined, spot: Spot): MtlsMode {
  if (!entry) return 'UNSET'
  const inside = within(spot, entry.key)
  return wordOf(fieldsOf(entry.value, inside, ['mode'])?.get('mode'), inside, MTLS_MODES) ?? 'UNSET'
}

function readPorts(entry: YamlEntry | undefined, hasSelector: boolean, spot: Spot): Map<number, MtlsMode> {
  const ports = new Map<number, MtlsMode>()
  if (!entry) return ports
  const inside = within(spot, 'portLevelMtls')
  const { value } = entry
  if (value.kind !== 'map' || value.entries.length === 0) {
    refusePart(inside, value, 'this must be a map of ports, each with its "mode": add a port, or leave the field out')
    return ports
  }
  if (!hasSelector)
    refusePart(inside, entry, 'ports belong to one workload: add a "selector", or leave portLevelMtls out')
  for (const port of value.entries) {
    const number = /^[1-9]\d{0,4}$/.test(port.key) ? Number(port.key) : Infinity
    if (number > 65_535) refusePart(inside, port, `${quoted(port.key)} is no port: write a number from 1 to 65535`)
    else ports.set(number, readMode(port, inside))
  }
  return ports
}

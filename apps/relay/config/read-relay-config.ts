import { faultsOfIssue } from '#core/config/file-faults'
import type { ConfigPlace } from '#core/config/file-kinds'
import { readYaml } from '#core/config/yaml-text'
import { portKeyFaults } from './port-key-faults.ts'
import { relayBlock } from './relay-block.ts'
import { RELAY_DIALECTS, type RelayConfig, type RelayDialect } from './relay-config.ts'
import { flagAt, withFlags, type GivenFlag } from './relay-flags.ts'

/** What a relay is told: by a file, by options, or both. */
export interface RelayTold {
  /** YAML or JSON with the keys of Piko. Absent: there is no file. */
  text?: string
  /** Its name, for messages. */
  file: string
  /** Where paths in it begin. */
  place: ConfigPlace
  flags: readonly GivenFlag[]
  /** Of the command, where nobody names one. */
  dialect: RelayDialect
}

/** All that is wrong with it, a fault a line, each with its place. */
export class RelayConfigFault extends Error {
  override readonly name = 'RelayConfigFault'
}

interface PlacedFault {
  /** 0: it is none of the file. */
  line: number
  message: string
}

/** Reads what a relay is told, and looks at its keys. @throws RelayConfigFault with every fault */
export async function readRelayConfig({ text = '', file, place, flags, dialect }: RelayTold): Promise<RelayConfig> {
  const yaml = readYaml(text)
  if (yaml.faults.length > 0 && yaml.value === undefined) throw relayConfigFault(file, yaml.faults)
  const root = withFlags(yaml.value, flags)
  const read = relayBlock(place, dialect).safeParse(root)
  const faults: PlacedFault[] = [...yaml.faults]
  const lineAt = (path: readonly PropertyKey[]) => (yaml.value ? yaml.lineOf(path) : 0)
  for (const issue of read.error?.issues ?? []) {
    const flag = issue.code === 'unrecognized_keys' ? undefined : flagAt(flags, issue.path) // these are of the block around
    if (flag) faults.push({ line: 0, message: `--${flag.name} ${issue.message}` })
    else faults.push(...faultsOfIssue(issue, { ...yaml, lineOf: lineAt }))
  }
  for (const { path, message, isWhole } of await portKeyFaults(root, dialectIn(root, dialect))) {
    const flag = flagAt(flags, path)
    const name = flag
      ? `--${flag.name}`
      : path
          .map(String)
          .join('.')
          .replace(/\.(\d+)/g, '[$1]')
    faults.push({ line: flag ? 0 : lineAt(path), message: isWhole ? message : `${name} ${message}` })
  }
  if (!read.success || faults.length > 0) throw relayConfigFault(file, faults)
  return read.data
}

/** As far as it can be told: what is wrong with it is told elsewhere. */
function dialectIn(root: unknown, fallback: RelayDialect): RelayDialect {
  const given: unknown = typeof root === 'object' && root !== null && 'dialect' in root ? root.dialect : undefined
  return RELAY_DIALECTS.find((name) => name === given) ?? fallback
}

function relayConfigFault(file: string, faults: readonly PlacedFault[]): RelayConfigFault {
  const sorted = faults.toSorted((one, other) => one.line - other.line)
  return new RelayConfigFault(
    sorted.map(({ line, message }) => `${line > 0 ? `${file}:${line}  ` : ''}${message}.`).join('\n'),
  )
}

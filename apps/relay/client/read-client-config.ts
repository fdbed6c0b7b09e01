import type { z, ZodType } from 'zod'
import { faultsOfIssue } from '#core/config/file-faults'
import type { TextFault } from '#core/config/text-fault'
import { readYaml } from '#core/config/yaml-text'
import { RelayConfigFault } from '../config/read-relay-config.ts'
import { flagAt, withFlags, type GivenFlag } from '../config/relay-flags.ts'

/** What an agent or a forward is told: by a file, by options and words, or both. */
export interface ClientTold {
  /** YAML or JSON with the keys of Piko. Absent: there is no file. */
  text?: string
  /** Its name, for messages. */
  file: string
  flags: readonly GivenFlag[]
  /** What the words of the command say, in place of what the file does, and what each key of it is called. */
  words?: { key: string; value: unknown; names: Readonly<Record<string, string>> }
}

/** @throws RelayConfigFault with every fault, each with its place */
export function readClientConfig<Kind extends ZodType>(kind: Kind, told: ClientTold): z.output<Kind> {
  const { text = '', file, flags, words } = told
  const yaml = readYaml(text)
  if (yaml.faults.length > 0 && yaml.value === undefined) throw clientConfigFault(file, yaml.faults)
  const root = withFlags(yaml.value, flags)
  const whole = words && isPlainBlock(root) ? { ...root, [words.key]: words.value } : root
  const read = kind.safeParse(whole)
  const lineOf = (path: readonly PropertyKey[]) => (yaml.value ? yaml.lineOf(path) : 0)
  const faults = [...yaml.faults]
  for (const issue of read.error?.issues ?? []) {
    const name = issue.code === 'unrecognized_keys' ? undefined : nameOfKey(issue.path) // these are of the block around
    if (name === undefined) faults.push(...faultsOfIssue(issue, { ...yaml, lineOf }))
    else faults.push({ line: 0, message: `${name} ${issue.message}` })
  }
  if (!read.success || faults.length > 0) throw clientConfigFault(file, faults)
  return read.data

  /** Where it stands on the command line. */
  function nameOfKey(path: readonly PropertyKey[]): string | undefined {
    const flag = flagAt(flags, path)
    if (flag) return `--${flag.name}`
    return words && path[0] === words.key ? (words.names[String(path.at(-1))] ?? words.key) : undefined
  }
}

const isPlainBlock = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function clientConfigFault(file: string, faults: readonly TextFault[]): RelayConfigFault {
  const sorted = faults.toSorted((one, other) => one.line - other.line)
  const lines = sorted.map(({ line, message }) => `${line > 0 ? `${file}:${line}  ` : ''}${message}.`)
  return new RelayConfigFault(lines.join('\n'))
}

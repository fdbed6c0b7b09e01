import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { ConfigFileFault, faultsOfIssue } from '#core/config/file-faults'
import type { TextFault } from '#core/config/text-fault'
import { readYaml } from '#core/config/yaml-text'
import { LONGEST_DIRECTORY } from '../directory/document.ts'
import { initFileBlock, TEXT_KEYS } from './init-blocks.ts'

type InitBlocks = z.output<typeof initFileBlock>

/** People, groups and claims that a directory is to begin with. */
export interface InitFile extends InitBlocks {
  file: string
  /** Of the text: the same file is loaded once. */
  hash: string
  /** Of an entry: `lineOf('users', 0)`. */
  lineOf(list: keyof InitBlocks, at: number): number
}

/**
 * Reads a file of Stoke's `-dbinit`, in either form of its links. All that groups and users name must be in the file, too.
 * @param file its name, for messages and for the directory that remembers it
 * @throws ConfigFileFault with every fault, each with its line
 */
export function readInitFile(text: string, file: string): InitFile {
  if (text.length > LONGEST_DIRECTORY)
    throw new ConfigFileFault(file, [{ line: 1, message: `it has more than ${LONGEST_DIRECTORY} letters` }])
  const yaml = readYaml(text, TEXT_KEYS)
  if (yaml.faults.length > 0 && yaml.value === undefined) throw new ConfigFileFault(file, yaml.faults)
  const read = initFileBlock.safeParse(yaml.value ?? {})
  const faults = [...yaml.faults, ...(read.error?.issues ?? []).flatMap((issue) => faultsOfIssue(issue, yaml))]
  const { users, groups, claims } = listsOf(yaml.value)
  const missing = (what: string, name: unknown, path: PropertyKey[]): TextFault => ({
    line: yaml.lineOf(path),
    message: `there is no ${what} "${String(name).slice(0, 100)}" in this file: add it, or leave it out here`,
  })
  const references = [
    ...namedIn(users, 'groups', groups).map(({ at, to, name }) => missing('group', name, ['users', at, 'groups', to])),
    ...namedIn(groups, 'claims', claims).map(({ at, to, name }) =>
      missing('claim', name, ['groups', at, 'claims', to]),
    ),
  ]
  if (!read.success || faults.length + references.length > 0)
    throw new ConfigFileFault(file, [...faults, ...references])
  const hash = createHash('sha256').update(text).digest('base64url')
  return { ...read.data, file, hash, lineOf: (list, at) => yaml.lineOf([list, at]) }
}

type Loose = Readonly<Record<string, unknown>>

/** The lists as they are, also where something else is wrong with them: references are told with all other faults. */
function listsOf(value: unknown): Record<keyof InitBlocks, readonly Loose[]> {
  const listAt = (key: string) => asList(asBlock(value)[key]).map(asBlock)
  return { users: listAt('users'), groups: listAt('groups'), claims: listAt('claims') }
}

const asBlock = (value: unknown): Loose => (typeof value === 'object' && value !== null ? (value as Loose) : {})
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Names below a key of some entries that no entry of the other list has. */
function namedIn(entries: readonly Loose[], key: string, others: readonly Loose[]) {
  const known = new Set(others.map(({ name }) => name))
  return entries.flatMap((entry, at) =>
    asList(entry[key]).flatMap((name, to) => (typeof name === 'string' && !known.has(name) ? [{ at, to, name }] : [])),
  )
}

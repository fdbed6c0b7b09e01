import { whyRefused } from '#core/files/file-trouble'
import { readUtf8File } from '#core/files/regular-file'
import type { MeshPolicies } from '#core/policy/mesh/model'
import type { MeshFault } from '#core/policy/mesh/read-parts'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'
import { shownText } from '#core/shown-text'
import type { NamedPath } from './proxy-config.ts'

/** Policies that cannot be used: each fault with its file, line and column, and what to do. */
export class PolicyFilesFault extends Error {
  override readonly name = 'PolicyFilesFault'
}

/** A longer file is refused by the reader, too. Bytes. */
const LARGEST_POLICY_FILE = 1_048_576

/** What stands in the policy files, when there is no fault in any of them. */
export interface ReadPolicyFiles {
  policies: MeshPolicies
  /** What has less effect than it seems to have, in sentences. */
  remarks: readonly string[]
}

/**
 * Reads the policies of some files, all of them together.
 * @throws PolicyFilesFault with every fault
 */
export async function readPolicyFiles(files: readonly NamedPath[]): Promise<ReadPolicyFiles> {
  const texts = await Promise.all(files.map(readPolicyText))
  const { policies, faults, remarks } = readMeshPolicies(texts)
  if (faults.length > 0) throw new PolicyFilesFault(faults.map(sayFault).join('\n'))
  return { policies, remarks: remarks.map(sayFault) }
}

/** @throws PolicyFilesFault for a file that cannot be read, or in which nothing stands */
export async function readPolicyText({ given, path }: NamedPath): Promise<{ file: string; text: string }> {
  const text = await readUtf8File(path, LARGEST_POLICY_FILE).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'it is not there' : (whyRefused(cause) ?? cause.message)
    throw new PolicyFilesFault(`${given} cannot be read: ${why}.`, { cause })
  })
  // An editor may empty a file before it writes it: without policies everything would be allowed meanwhile.
  if (text.trim() === '')
    throw new PolicyFilesFault(`${given} is empty: write a comment into it if nothing is to be enforced.`)
  return { file: given, text }
}

/** `policies.yaml:12:5  AuthorizationPolicy default/x: spec.rules[0]: …` */
const sayFault = ({ file, line, column, where, message }: MeshFault) =>
  shownText(`${file}:${line}:${column}  ${where === '' ? '' : `${where}: `}${message}.`)

import { dirname, join } from 'node:path'
import { ConfigFileFault } from '#core/config/file-faults'
import { errorText } from '#core/error-text'
import { whyRefused } from '#core/files/file-trouble'
import { readUtf8File } from '#core/files/regular-file'
import type { MeshPolicies } from '#core/policy/mesh/model'
import { parseStrictJsonText } from '#core/token/strict-json'
import { readPolicyFiles } from '../proxy/policy-files.ts'
import type { NamedPath } from '../proxy/proxy-config.ts'
import { readCasesFile, type CasesFile } from './cases-file.ts'
import { jsonFault } from './json-fault.ts'
import { readNamedTokens, tokensNeeded, type NamedTokens } from './fill-tokens.ts'

/** Longer files are none of ours. Bytes. */
const LARGEST_CASES = 16_000_000

const TOKENS_FILE = 'tokens.json'

/** All that cases need, read from their files. */
export interface CasesToDecide extends Omit<CasesFile, 'jwksSources'> {
  tokens: NamedTokens
  /** By the `policyFile` of a case; with policies of the command, those alone. */
  policiesOf: (policyFile: string | undefined) => MeshPolicies
  /** What an address answers, where the cases say so. */
  sources: ReadonlyMap<string, { status: number; text: string; delayMs: number }>
}

/**
 * Reads a file of cases and whatever it names, which is looked for beside it.
 * @param policies in place of those that the cases name
 * @throws ConfigFileFault, or Error with every fault of the other files, each with its place and what to do
 */
export async function readCasesToDecide(file: NamedPath, policies: readonly NamedPath[]): Promise<CasesToDecide> {
  const { jwksSources = {}, ...cases } = readCasesFile(await readBesideCases(file, LARGEST_CASES), file.given)
  const beside = (name: string): NamedPath => ({
    given: join(dirname(file.given), name),
    path: join(dirname(file.path), name),
  })
  const faults: string[] = []
  const collected = <Result>(task: Promise<Result>, otherwise: Result): Promise<Result> =>
    task.catch((error: unknown) => {
      faults.push(errorText(error))
      return otherwise
    })

  const named = [...new Set(cases.cases.flatMap(({ policyFile }) => policyFile ?? []))]
  const sets = policies.length > 0 ? [] : named
  const read = new Map<string, MeshPolicies>()
  for (const name of sets) read.set(name, await collected(readPolicySet([beside(name)]), NO_POLICIES))
  const given = policies.length > 0 ? await collected(readPolicySet(policies), NO_POLICIES) : undefined

  const sources = new Map<string, { status: number; text: string; delayMs: number }>()
  for (const [address, { file: source, status = 200, delayMs = 0 }] of Object.entries(jwksSources)) {
    const text = source === undefined ? '' : await collected(readBesideCases(beside(source), LARGEST_CASES), '')
    sources.set(address, { status, text, delayMs })
  }
  const tokens = await collected(readTokens(cases, file.given, beside(TOKENS_FILE)), new Map())
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return {
    ...cases,
    tokens,
    sources,
    policiesOf: (policyFile) =>
      given ?? (policyFile === undefined ? NO_POLICIES : (read.get(policyFile) ?? NO_POLICIES)),
  }
}

export const NO_POLICIES: MeshPolicies = { authorization: [], requestAuthentication: [], peerAuthentication: [] }

const readPolicySet = async (files: readonly NamedPath[]) => (await readPolicyFiles(files)).policies

/** @throws Error that says which file and why */
async function readBesideCases({ given, path }: NamedPath, maxBytes: number): Promise<string> {
  return readUtf8File(path, maxBytes).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'it is not there' : (whyRefused(cause) ?? cause.message)
    throw new Error(`${given} cannot be read: ${why}.`, { cause })
  })
}

/** Only where a case needs one. @throws Error that names each case whose token is not there */
async function readTokens(
  { cases }: Pick<CasesFile, 'cases'>,
  casesName: string,
  file: NamedPath,
): Promise<NamedTokens> {
  const needs = cases.map((one) => ({ id: one.id, names: tokensNeeded(one) }))
  if (needs.every(({ names }) => names.length === 0)) return new Map()
  const text = await readBesideCases(file, LARGEST_CASES)
  const { tokens, faulty } = readNamedTokens(parsedTokens(text, file.given))
  const missing = needs.flatMap(({ id, names }) =>
    names.filter((name) => !tokens.has(name)).map((name) => `the case ${id} needs the token "${name}"`),
  )
  const messages = [
    ...faulty.map((name) => `"${name}" has no token: write {"token": "eyJ…"}`),
    ...missing.slice(0, 20).map((what) => `${what}, which is not in it: add it, or correct the name in ${casesName}`),
  ]
  if (messages.length > 0)
    throw new ConfigFileFault(
      file.given,
      messages.map((message) => ({ line: 1, message })),
    )
  return tokens
}

function parsedTokens(text: string, name: string): unknown {
  try {
    return parseStrictJsonText(text)
  } catch (error) {
    throw new ConfigFileFault(name, [jsonFault(text, error)])
  }
}

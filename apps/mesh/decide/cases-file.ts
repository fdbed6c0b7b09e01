import { z } from 'zod'
import { ConfigFileFault, faultsOfIssue } from '#core/config/file-faults'
import { integerWithin, keyBlock, listWith, maybeKey, oneWord, someText } from '#core/config/file-kinds'
import { readYaml } from '#core/config/yaml-text'
import { MESH_DEFAULTS, PATH_NORMALIZATIONS } from '#core/policy/mesh/model'
import { MAX_DEPTH, parseStrictJsonText } from '#core/token/strict-json'
import { textMap } from '../proxy/kinds.ts'
import { jsonFault } from './json-fault.ts'

/** More are a matter for several files. */
const MOST_CASES = 10_000

/** Commas, colons and brackets of a file: some hundred for each case. */
const MOST_CASE_STRUCTURE = 2_000_000

const maybeTexts = maybeKey(listWith(z.string('is not a text')))
const maybeText = maybeKey(z.string('is not a text'))
const maybeNumber = maybeKey(z.number('is not a number'))
const headerValue = z.union([z.string(), z.array(z.string())], 'is neither a text nor a list of maybeTexts')

const meshOfCases = keyBlock({
  rootNamespace: maybeKey(someText),
  trustDomain: maybeKey(someText),
  trustDomainAliases: maybeKey(listWith(someText)),
  pathNormalization: maybeKey(oneWord(PATH_NORMALIZATIONS)),
  numTrustedProxies: maybeKey(integerWithin(0, 100)),
}).transform((given) => ({
  rootNamespace: given.rootNamespace ?? MESH_DEFAULTS.rootNamespace,
  trustDomain: given.trustDomain ?? MESH_DEFAULTS.trustDomain,
  trustDomainAliases: given.trustDomainAliases ?? MESH_DEFAULTS.trustDomainAliases,
  pathNormalization: given.pathNormalization ?? MESH_DEFAULTS.pathNormalization,
  numTrustedProxies: given.numTrustedProxies ?? MESH_DEFAULTS.numTrustedProxies,
}))

const workloadOfCase = keyBlock({
  namespace: someText,
  name: someText,
  labels: maybeKey(textMap('labels')),
  serviceAccount: maybeText,
}).transform(({ namespace, name, labels, serviceAccount }) => ({
  namespace,
  name,
  labels: labels ?? {},
  ...(serviceAccount !== undefined && { serviceAccount }),
}))

const requestOfCase = keyBlock({
  protocol: maybeKey(oneWord(['http', 'http2', 'grpc', 'tcp'])),
  method: maybeText,
  path: maybeText,
  host: maybeText,
  port: integerWithin(1, 65_535),
  headers: maybeKey(z.record(someText, headerValue, 'is not a block of headers')),
  token: maybeText,
  peer: maybeText,
  sourceIp: maybeText,
  remoteIp: maybeText,
  destinationIp: maybeText,
  sni: maybeText,
  external: maybeKey(oneWord(['allow', 'deny'])),
})

const answerStatus = integerWithin(100, 599)
const headersSeen = z.record(someText, z.string('is neither a text nor null').nullable(), 'is not a block of headers')
const expectation = z.union(
  [
    z.enum(['allow', 'deny']).transform((decision) => ({ decision })),
    z
      .strictObject({ status: answerStatus, upstreamHeaders: maybeKey(headersSeen) })
      .transform((seen) => ({ decision: undefined, ...seen })),
  ],
  'is neither "allow" nor "deny" nor a block with status and upstreamHeaders',
)

const caseBlock = keyBlock({
  id: someText,
  policyFile: maybeText,
  workload: workloadOfCase,
  request: requestOfCase,
  expect: maybeKey(expectation),
  // For people: what the case is about, and where it comes from.
  name: maybeText,
  row: maybeText,
  test: maybeText,
  subtest: maybeText,
  needs: maybeTexts,
  sourceRow: maybeNumber,
})

const answerOfSource = keyBlock({
  file: maybeKey(someText),
  status: maybeKey(answerStatus),
  delayMs: maybeKey(integerWithin(0, 3_600_000)),
})

const casesBlock = keyBlock({
  mesh: maybeKey(meshOfCases),
  jwksSources: maybeKey(z.record(someText, answerOfSource, 'is not a block of addresses')),
  clock: maybeKey(z.number('is not a number of seconds since 1970').min(0, 'is before 1970').max(253_402_300_799)),
  cases: listWith(caseBlock)
    .min(1, 'is empty')
    .max(MOST_CASES, `has more than ${MOST_CASES} cases: make several files`),
  about: maybeText,
  origin: maybeText,
  count: maybeNumber,
})

/** What a file of cases says. */
export type CasesFile = z.infer<typeof casesBlock>
export type PolicyCase = CasesFile['cases'][number]
export type CaseRequest = PolicyCase['request']
export type CaseExpectation = NonNullable<PolicyCase['expect']>

/**
 * Reads a file of cases (docs/mesh.md), which is JSON.
 * @param file its name, for messages
 * @throws ConfigFileFault with every fault, each with its line and its place in the file
 */
export function readCasesFile(text: string, file: string): CasesFile {
  let value: unknown
  try {
    value = parseStrictJsonText(text, MAX_DEPTH, MOST_CASE_STRUCTURE)
  } catch (error) {
    throw new ConfigFileFault(file, [jsonFault(text, error)])
  }
  const read = casesBlock.safeParse(value)
  const faults = read.success ? twinsIn(read.data) : read.error.issues
  if (read.success && faults.length === 0) return read.data
  const places = readYaml(text) // JSON is YAML, and this reader knows where everything stands
  throw new ConfigFileFault(
    file,
    faults.slice(0, MOST_CASE_FAULTS).flatMap((issue) => faultsOfIssue(issue, places)),
  )
}

/** Nobody reads more of them. */
const MOST_CASE_FAULTS = 100

/** Two cases of one id could not be told apart. */
function twinsIn({ cases }: CasesFile): z.core.$ZodIssue[] {
  const seen = new Set<string>()
  return cases.flatMap(({ id }, at) => {
    const isTaken = seen.has(id)
    seen.add(id)
    const message = `"${id.slice(0, 100)}" is taken by an earlier case: choose another`
    return isTaken ? [{ code: 'custom', path: ['cases', at, 'id'], message, input: id }] : []
  })
}

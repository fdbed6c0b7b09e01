import { z } from 'zod'
import { readYaml, type YamlText } from '#core/config/yaml-text'
import { keyBlock, listenAddress, listWith, maybeKey, type ConfigPlace } from './kinds.ts'
import type { SidecarConfig } from './sidecar-config.ts'
import { signerBlock, signerProxyKeys } from './signer-block.ts'
import { verifierBlock, verifierProxyKeys } from './verifier-block.ts'

/** All that is wrong with a configuration file, each fault with its line, for the person who has to mend it. */
export class SidecarConfigFault extends Error {
  override readonly name = 'SidecarConfigFault'

  constructor(file: string, faults: readonly { line: number; message: string }[]) {
    const sorted = faults.toSorted((one, other) => one.line - other.line)
    super(sorted.map(({ line, message }) => `${file}:${line}  ${message}.`).join('\n'))
  }
}

/**
 * Reads the configuration of sidecars, as jwtproxy's own files are written, with a few keys more (docs/sidecars.md).
 * @param text of the file, YAML 1.1
 * @param file its name, for messages
 * @param place where paths in it begin
 * @throws SidecarConfigFault with every fault
 */
export function readSidecarConfig(text: string, file: string, place: ConfigPlace): SidecarConfig {
  const yaml = readYaml(text)
  if (yaml.faults.length > 0) throw new SidecarConfigFault(file, yaml.faults)
  const read = fileBlock(place).safeParse(yaml.value ?? {})
  if (!read.success)
    throw new SidecarConfigFault(
      file,
      read.error.issues.flatMap((issue) => faultsOfIssue(issue, yaml)),
    )
  const { signer_proxy, verifier_proxies, admin_addr } = read.data.jwtproxy
  const verifiers = verifier_proxies.filter((verifier) => verifier !== undefined)
  if (!signer_proxy && verifiers.length === 0)
    throw new SidecarConfigFault(file, [{ line: yaml.lineOf(['jwtproxy']), message: NOTHING_RUNS }])
  return { file, ...(signer_proxy && { signer: signer_proxy }), verifiers, ...(admin_addr && { admin: admin_addr }) }
}

const NOTHING_RUNS = 'jwtproxy runs nothing: it needs signer_proxy, or an entry of verifier_proxies, that is enabled'

/** Other keys beside `jwtproxy` belong to other programs. */
const fileBlock = (place: ConfigPlace) =>
  z.looseObject(
    {
      jwtproxy: keyBlock({
        admin_addr: maybeKey(listenAddress(place)),
        signer_proxy: whenEnabled(signerBlock(place), signerProxyKeys(place)),
        verifier_proxies: maybeKey(listWith(whenEnabled(verifierBlock(place), verifierProxyKeys(place)))).transform(
          (verifiers) => verifiers ?? [],
        ),
      }),
    },
    'The file has no block that begins with jwtproxy:',
  )

/** A block that is not there, or switched off, runs nothing; what it says all the same must be right. */
function whenEnabled<Kind extends z.ZodType>(kind: Kind, ownKeys: Parameters<typeof keyBlock>[0]) {
  const off = keyBlock({ ...ownKeys, signer: maybeKey(z.unknown()), verifier: maybeKey(z.unknown()) })
  return z
    .unknown()
    .transform((given, context): z.output<Kind> | undefined => {
      if (given === undefined || given === null) return undefined
      const isOff = typeof given === 'object' && 'enabled' in given && given.enabled === false
      const read = (isOff ? off : kind).safeParse(given)
      for (const issue of read.error?.issues ?? []) context.addIssue({ ...issue, input: undefined } as never) // the same issue, at its place
      return isOff || !read.success ? undefined : (read.data as z.output<Kind>) // of the kind, by the line above
    })
    .optional()
}

/** The faults of one issue: a block may have several keys that nobody knows. */
function faultsOfIssue(issue: z.core.$ZodIssue, yaml: YamlText): { line: number; message: string }[] {
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('; ')
    return issue.keys.map((key, index) => ({
      line: yaml.lineOf([...issue.path, key]),
      message: `${shownKey(issue.path)}: ${messages[index] ?? issue.message}`,
    }))
  }
  return [{ line: yaml.lineOf(issue.path), message: `${shownKey(issue.path)} ${issue.message}`.trim() }]
}

/** `jwtproxy.verifier_proxies[0].verifier` */
const shownKey = (path: readonly PropertyKey[]) =>
  path
    .map(String)
    .join('.')
    .replace(/\.(\d+)/g, '[$1]')

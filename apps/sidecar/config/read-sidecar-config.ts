import { z } from 'zod'
import { ConfigFileFault, faultsOfIssue } from '#core/config/file-faults'
import { readYaml } from '#core/config/yaml-text'
import { FILE_MODES, keyBlock, listenAddress, listWith, maybeKey, type ConfigPlace } from '#core/config/file-kinds'
import type { SidecarConfig } from './sidecar-config.ts'
import { signerBlock, signerProxyKeys } from './signer-block.ts'
import { verifierBlock, verifierProxyKeys } from './verifier-block.ts'

/**
 * Reads the configuration of sidecars, as jwtproxy's own files are written, with a few keys more (docs/sidecars.md).
 * @param text of the file, YAML 1.1
 * @param file its name, for messages
 * @param place where paths in it begin
 * @throws ConfigFileFault with every fault
 */
export function readSidecarConfig(text: string, file: string, place: ConfigPlace): SidecarConfig {
  const yaml = readYaml(text, FILE_MODES)
  if (yaml.faults.length > 0 && yaml.value === undefined) throw new ConfigFileFault(file, yaml.faults)
  const read = fileBlock(place).safeParse(yaml.value ?? {})
  const faults = [...yaml.faults, ...(read.error?.issues ?? []).flatMap((issue) => faultsOfIssue(issue, yaml))]
  if (!read.success || faults.length > 0) throw new ConfigFileFault(file, faults)
  const { signer_proxy, verifier_proxies, admin_addr } = read.data.jwtproxy
  const verifiers = verifier_proxies.filter((verifier) => verifier !== undefined)
  if (!signer_proxy && verifiers.length === 0)
    throw new ConfigFileFault(file, [{ line: yaml.lineOf(['jwtproxy']), message: NOTHING_RUNS }])
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

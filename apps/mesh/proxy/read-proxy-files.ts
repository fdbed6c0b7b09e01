import { loadMeshKeys } from '#core/access/load-mesh-keys'
import { errorText } from '#core/error-text'
import { KEY_SET_BOUNDS } from '#core/keys/key-set'
import { MAX_DEPTH, parseStrictJsonText } from '#core/token/strict-json'
import { readGivenCertificates, type GivenCertificates } from './given-certificates.ts'
import { allOrFaults, ProxyFilesFault, readNamedCertificates, readNamed } from './named-file.ts'
import type { MeshProxyConfig, NamedPath } from './proxy-config.ts'

/** What stands in the files that a configuration names besides its policies. */
export interface ProxyFiles {
  /** Absent where the sandbox's own authority makes them. */
  certificates?: GivenCertificates['tls']
  /** Whom to believe when key sets are fetched. Absent: those that the machine believes. */
  trusted?: readonly string[]
  /** What works, and should not be so: a sentence each. */
  remarks: readonly string[]
}

/**
 * Reads all of them, and looks whether they can be used.
 * @param now milliseconds since 1970
 * @throws ProxyFilesFault with every fault
 */
export async function readProxyFiles(
  { workload, mesh, certificates, trustedCertificates, jwksSources, outbound }: MeshProxyConfig,
  now: number,
): Promise<ProxyFiles> {
  const { namespace, serviceAccount } = workload
  const account = { trustDomain: mesh.trustDomain, namespace, serviceAccount }
  const use = { account, isClient: outbound !== undefined, now }
  const [given, trusted, sources] = await allOrFaults<
    [GivenCertificates | undefined, readonly string[] | undefined, readonly string[]]
  >([
    certificates.kind === 'files' ? readGivenCertificates(certificates, use) : Promise.resolve(undefined),
    trustedCertificates
      ? allOrFaults<string[]>(trustedCertificates.map(async (file) => (await readNamedCertificates(file)).text))
      : Promise.resolve(undefined),
    allOrFaults<string[]>(Object.values(jwksSources).map(lookAtKeySet)),
  ])
  return {
    ...(given && { certificates: given.tls }),
    ...(trusted && { trusted }),
    remarks: [...(given?.remarks ?? []), ...sources.filter((remark) => remark !== '')],
  }
}

/** It is read anew each time that the keys are fetched. @returns what to say of it; an empty text for nothing */
async function lookAtKeySet(file: NamedPath): Promise<string> {
  const text = await readNamed(file)
  const { keys, leftOut } = await loadMeshKeys(parseNamedKeySet(text, file)).catch((cause: unknown) => {
    throw new ProxyFilesFault(`${file.given} is no key set: ${errorText(cause)}.`, { cause })
  })
  if (keys.kind !== 'keys')
    return `${file.given}: there is no key in it that can be used, so that every token of it is refused`
  return leftOut ? `${file.given}: ${leftOut.count} of its keys cannot be used, and are left out` : ''
}

function parseNamedKeySet(text: string, { given }: NamedPath): unknown {
  try {
    return parseStrictJsonText(text, MAX_DEPTH, KEY_SET_BOUNDS.structure)
  } catch (cause) {
    throw new ProxyFilesFault(`${given} is no key set: ${errorText(cause)}.`, { cause })
  }
}

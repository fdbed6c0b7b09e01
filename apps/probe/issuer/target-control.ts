import type { portsOf } from '#core/config/process-settings'
import { isLocalUrl } from '#core/http/local'

/**
 * Where a target has its control plane, when it is a process of the sandbox on this machine: on its plain port.
 * @param ports of all processes, as they are configured
 * @returns undefined for every other target
 */
export function targetControlUrl(
  { hostname, port, protocol }: URL,
  { plain, tls }: Pick<ReturnType<typeof portsOf>, 'plain' | 'tls'>,
): URL | undefined {
  if (!isLocalUrl({ hostname })) return undefined
  const own = Number(port)
  const byPlain = Object.values(plain).find((each) => protocol === 'http:' && each === own)
  const [name] = Object.entries(tls).find(([, each]) => protocol === 'https:' && each === own) ?? []
  const found = byPlain ?? (name === undefined ? undefined : Object.entries(plain).find(([each]) => each === name)?.[1])
  return found === undefined ? undefined : new URL(`http://localhost:${found}`)
}

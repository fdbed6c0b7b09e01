import { UsageFault } from '#core/process/command-line'
import type { ProbeOptions } from '../options.ts'
import { guardTarget, TargetRefused } from '../target/guard-target.ts'

/**
 * The control plane of a factory gets commands: it makes keys, moves clocks and publishes what is wrong. So one that is not on this
 * machine is asked only by the owner's word, as a target is; nothing is sent before.
 * @throws UsageFault for what has no http://; TargetRefused for a factory elsewhere, without that word
 */
export async function guardFactory(
  { issuer, isOwned }: Pick<ProbeOptions, 'issuer' | 'isOwned'>,
  guard = guardTarget,
): Promise<void> {
  if (issuer.kind !== 'factory' || issuer.url === undefined) return
  const { protocol = '' } = URL.parse(issuer.url) ?? {}
  if (!/^https?:$/.test(protocol))
    throw new UsageFault(`--factory is an address such as http://localhost:5555, and not "${issuer.url.slice(0, 40)}".`)
  await guard(issuer.url, isOwned).catch((error: unknown) => {
    throw error instanceof TargetRefused ? new TargetRefused(`--factory: ${error.message}`) : error
  })
}

import { systemClock } from '#core/clock'
import { holdProcess } from '#core/http/process-hold'
import type { OwnCast } from './cast/own-service.ts'
import type { KitOptions } from './kit-options.ts'
import type { TestSandboxKit } from './start-sandbox-kit.ts'

/**
 * Starts a whole sandbox in this process, on free ports, with keys of its own: `await using sandbox = await startSandbox()`.
 * With `tls: false` its issuer is called by plain HTTP; its services take tokens over TLS alone, whoever calls them. What it is made of is
 * loaded with the first call.
 * With `serviceb` or `servicec` your own service plays that role: `startSandbox({ serviceb: { app } })`.
 * @throws ConfigFault for settings that do not fit, or what keeps a process from starting; then nothing is left
 */
export async function startSandbox<const Audience extends string = string, Own extends object = object>(
  options: KitOptions<Audience, Own> & OwnCast = {},
): Promise<TestSandboxKit<Audience, Own>> {
  const { startSandboxKit } = await import('./start-sandbox-kit.ts')
  return holdProcess(() => startSandboxKit(options, systemClock), systemClock) as Promise<TestSandboxKit<Audience, Own>> // what differs is what callers may write
}

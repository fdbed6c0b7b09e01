import { systemClock } from '#core/clock'
import { holdProcess } from '#core/http/process-hold'
import type { KitOptions } from './kit-options.ts'
import { startIssuerKit, type TestIssuerKit } from './start-issuer-kit.ts'

/**
 * Starts an issuer in this process, on a free port, with keys of its own: `await using issuer = await startIssuer()`.
 * Any client gets any token from it, and it answers this machine alone.
 * @throws ConfigFault for settings that do not fit, or what keeps it from starting; then nothing is left
 */
export const startIssuer = <
  const Audience extends string = string,
  Own extends object = object,
  const IsTls extends boolean = true,
>(
  options: KitOptions<Audience, Own, IsTls> = {},
): Promise<TestIssuerKit<Audience, Own, IsTls>> =>
  holdProcess(() => startIssuerKit(options, systemClock), systemClock) as Promise<TestIssuerKit<Audience, Own, IsTls>> // what differs is what callers may write

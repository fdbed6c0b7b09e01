import { isIP } from 'node:net'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { Clock } from '#core/clock'
import { TLS_RULES } from '#core/http/explicit'
import { Problem } from '#core/http/problem'
import { boundedMemory } from '../keys/bounded-memory.ts'
import type { KeyLog } from '../keys/key-log.ts'
import { openAuthorityFiles, type AuthorityFiles } from './authority-files.ts'
import { LEAF_LIFE, makeTargetCertificate } from './make-certificates.ts'

export interface InterceptionParts {
  clock: Clock
  /** For waiting; as `clock`, when absent. */
  machine?: Clock
  log: KeyLog
  /** UNSAFE: it shows certificates as the original makes them (W13). */
  isWeak?: boolean
}

/** An authority of the signer's own, with which it shows itself as whoever a client wants to reach by CONNECT. */
export interface InterceptionAuthority {
  /** PEM: whoever calls through CONNECT must trust it. */
  readonly certificate: string
  /**
   * What to show for the target of a CONNECT, `svc:443` or `[::1]:443`: made once, kept, and renewed in time. Use it as
   * `new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] })`.
   * @throws Problem invalid-input for what is no host and port
   */
  contextFor(authority: string): Promise<SecureContext>
}

/** Who may CONNECT chooses the name, so there is a bound. */
export const MOST_TARGETS = 200

interface Shown {
  context: Promise<SecureContext>
  madeAt: number
}

/** @throws KeyFileFault for files that are no authority that may be used */
export async function openInterceptionAuthority(
  files: AuthorityFiles,
  parts: InterceptionParts,
): Promise<InterceptionAuthority> {
  const { clock, isWeak = false } = parts
  const authority = await openAuthorityFiles(files, parts)
  const shown = boundedMemory<Shown>(MOST_TARGETS)

  async function make(host: string): Promise<SecureContext> {
    const { cert, key } = await makeTargetCertificate(host, authority, clock.now(), isWeak)
    const { minVersion, maxVersion } = TLS_RULES
    // OpenSSL shows no key of 1024 bits at its usual level.
    return createSecureContext({ minVersion, maxVersion, cert, key, ...(isWeak && { ciphers: 'DEFAULT@SECLEVEL=0' }) })
  }

  return {
    certificate: authority.certificate,
    async contextFor(target) {
      const host = hostInTarget(target)
      const known = shown.get(host)
      const age = known ? clock.now() - known.madeAt : Infinity
      if (known && age >= 0 && age < LEAF_LIFE / 2) return known.context
      const made = { context: make(host), madeAt: clock.now() }
      shown.set(host, made)
      made.context.catch(() => shown.delete(host))
      return made.context
    },
  }
}

const TARGET = /^(?:\[([\da-f:.]{2,45})\]|([a-z\d_](?:[a-z\d_.-]{0,251}[a-z\d_])?)\.?):\d{1,5}$/

/** What stands in the certificate: a name without the dot at its end, or an address without brackets (RFC 9110 §4.3.4). */
function hostInTarget(target: string): string {
  const [, address, name] = TARGET.exec(target.toLowerCase()) ?? []
  if (address !== undefined && isIP(address) === 6) return address
  if (name !== undefined) return name
  throw new Problem('invalid-input', 'The target of CONNECT is not a host and a port, as in example.com:443.')
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asSeenByTls, type Clock } from '#core/clock'
import { atExit } from './at-exit.ts'
import { ownedPrefix, removeOrphans } from './folder-owner.ts'
import { makeKitCertificates } from '../certificates/kit-certificates.ts'

/** Where a sandbox of a test keeps what has to be a file, as long as it lives. */
export interface KitFolder {
  path: string
  /** PEM. */
  ca: string
  caFile: string
  remove(): Promise<void>
}

/** Once is enough for a process, and not while its first test waits for a token. */
let sweeping: Promise<void> | undefined
const sweep = () => (sweeping ??= removeOrphans(tmpdir()))
const SWEEP_LATER = 1000

/**
 * Makes a folder of its own below that for temporary files, readable by nobody else, with certificates for these processes. It is gone with
 * `remove`, and at the latest when this process ends. Where that is killed, the next one that makes such a folder removes it.
 */
export function openKitFolder(processes: readonly string[], clock: Clock): KitFolder {
  const path = mkdtempSync(join(tmpdir(), ownedPrefix()))
  const keep = atExit(() => rmSync(path, { recursive: true, force: true }))
  const stopSweeping = clock.every(SWEEP_LATER, () => (stopSweeping(), sweep()))
  const tls = join(path, 'tls')
  const { authority, leaves } = makeKitCertificates(processes, asSeenByTls(clock).now())
  mkdirSync(tls, { mode: 0o700 })
  for (const [name, { cert, key }] of [['ca', authority] as const, ...leaves]) {
    writeFileSync(join(tls, `${name}.key.pem`), key, { mode: 0o600 })
    writeFileSync(join(tls, `${name}.pem`), cert)
  }
  return {
    path,
    ca: authority.cert,
    caFile: join(tls, 'ca.pem'),
    async remove() {
      await rm(path, { recursive: true, force: true, maxRetries: 5 })
      keep()
      stopSweeping()
      await sweep()
    },
  }
}

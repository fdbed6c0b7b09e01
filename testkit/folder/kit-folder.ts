import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

/** Once is enough for a process. */
let sweeping: Promise<void> | undefined

/**
 * Makes a folder of its own below that for temporary files, readable by nobody else, with certificates for these processes. It is gone with
 * `remove`, and at the latest when this process ends. Where that is killed, the next one that makes such a folder removes it.
 * @param now milliseconds since 1970
 */
export function openKitFolder(processes: readonly string[], now: number): KitFolder {
  const path = mkdtempSync(join(tmpdir(), ownedPrefix()))
  const keep = atExit(() => rmSync(path, { recursive: true, force: true }))
  sweeping ??= removeOrphans(tmpdir())
  const tls = join(path, 'tls')
  const { authority, leaves } = makeKitCertificates(processes, now)
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
      await sweeping
    },
  }
}

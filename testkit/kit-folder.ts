import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeKitCertificates } from './certificates/kit-certificates.ts'

/** Where a sandbox of a test keeps what has to be a file, as long as it lives. */
export interface KitFolder {
  path: string
  /** PEM. */
  ca: string
  caFile: string
  remove(): Promise<void>
}

/** Of this process: a test may end without a stop. */
const folders = new Set<string>()

const removeAll = () => {
  for (const path of folders) rmSync(path, { recursive: true, force: true })
}

/**
 * Makes a folder of its own below that for temporary files, readable by nobody else, with certificates for these processes. It is gone with
 * `remove`, and at the latest when this process ends, unless that is killed.
 * @param now milliseconds since 1970
 */
export function openKitFolder(processes: readonly string[], now: number): KitFolder {
  const path = mkdtempSync(join(tmpdir(), 'jwt-sandbox-test-'))
  if (folders.size === 0) process.once('exit', removeAll)
  folders.add(path)
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
      folders.delete(path)
      if (folders.size === 0) process.off('exit', removeAll)
    },
  }
}

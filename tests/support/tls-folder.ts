import { cp, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import mkcert from 'mkcert'
import { afterEach, beforeEach } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { openTlsIdentity, type TlsIdentity } from '#core/http/tls'
import { certifiedTemplate, temporaryFolder } from './folders.ts'

/** A folder for certificates, new for each test, and what was told of those in it. */
export function useTlsFolder() {
  let folder = ''
  const told: string[] = []
  beforeEach(async () => {
    told.length = 0
    folder = await temporaryFolder()
  })
  afterEach(() => rm(folder, { recursive: true }))

  /** Certificates are made with the date of the machine, so that is where a test begins. */
  const open = (name = 'serviceb', at = systemClock.now(), furtherNames: readonly string[] = []) =>
    openTlsIdentity(folder, name, manualClock(at), {
      furtherNames,
      tell: (file, why) => told.push(`${file}: ${why}`),
    })
  return {
    told,
    open,
    /** As {@link open}, where the first start was another: only tests about the making wait for it. */
    async openLater(): Promise<TlsIdentity> {
      const made = join(await certifiedTemplate(), 'tls')
      const isWanted = (path: string) => path === made || /^(?:ca|serviceb)\./.test(basename(path))
      await cp(made, folder, { recursive: true, filter: isWanted })
      return open()
    },
    path: (name: string) => join(folder, name),
    folder: () => folder,
  }
}

/** Puts an authority and a certificate into a folder, as earlier versions of the sandbox made them. */
export async function makeOldKind(folder: string, name: string): Promise<{ ca: string; cert: string }> {
  const subject = {
    organization: 'jwt-sandbox CA, for this machine only',
    countryCode: 'NP',
    state: 'Local',
    locality: 'Local',
  }
  const ca = await mkcert.createCA({ ...subject, validity: 3650 })
  const leaf = await mkcert.createCert({ ca, domains: [name, 'localhost', '127.0.0.1', '::1'], validity: 397 })
  for (const [file, { cert, key }] of Object.entries({ ca, [name]: leaf })) {
    await writeFile(join(folder, `${file}.pem`), cert)
    await writeFile(join(folder, `${file}.key.pem`), key)
  }
  return { ca: ca.cert, cert: leaf.cert }
}

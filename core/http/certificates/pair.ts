import { join } from 'node:path'
import { readIfThere, writeFileAtomically } from '../../files/private-file.ts'

/** A certificate and its private key, both as PEM. */
export interface CertificatePair {
  cert: string
  key: string
}

export const isWhole = (pair: Partial<CertificatePair>): pair is CertificatePair =>
  pair.cert !== undefined && pair.key !== undefined

/** @throws the platform's error when a file is there and cannot be read: it may be good */
export async function readCertificatePair(folder: string, name: string): Promise<Partial<CertificatePair>> {
  const [cert, key] = await Promise.all([
    readIfThere(join(folder, `${name}.pem`)),
    readIfThere(join(folder, `${name}.key.pem`)),
  ])
  return { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) }
}

/** The key first: whoever sees the new certificate finds its key. */
export async function writeCertificatePair(folder: string, name: string, pair: CertificatePair): Promise<void> {
  await writeFileAtomically(join(folder, `${name}.key.pem`), pair.key)
  await writeFileAtomically(join(folder, `${name}.pem`), pair.cert, 0o644)
}

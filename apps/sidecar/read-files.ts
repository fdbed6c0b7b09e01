import { X509Certificate } from 'node:crypto'
import { readUtf8File } from '#core/files/regular-file'
import type { TargetTls } from '#core/http/forward/target'
import { faultOfFile, unreadableFile, type NamedFile } from './keys/key-file-fault.ts'

/** A file with more is no certificate, and no bundle of them. Bytes. */
const LARGEST = 1_000_000

/** Reads a file that the configuration names. @throws KeyFileFault */
export async function readNamedFile(file: NamedFile): Promise<string> {
  return readUtf8File(file.path, LARGEST).catch((cause: unknown) => {
    throw unreadableFile(file, cause)
  })
}

/** Reads a certificate, or several. @throws KeyFileFault */
export async function readCertificate(file: NamedFile): Promise<string> {
  const text = await readNamedFile(file)
  try {
    void new X509Certificate(text)
    return text
  } catch (cause) {
    throw faultOfFile(file, 'is no certificate in PEM', cause)
  }
}

/** Those who are believed, in place of the machine's own list. @throws KeyFileFault */
export async function readTrusted(paths: readonly string[] | undefined): Promise<Pick<TargetTls, 'ca'>> {
  if (!paths) return {}
  return { ca: await Promise.all(paths.map((path) => readCertificate({ setting: 'trusted_certificates', path }))) }
}

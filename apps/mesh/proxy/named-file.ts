import { X509Certificate } from 'node:crypto'
import { whyRefused } from '#core/files/file-trouble'
import { readUtf8File } from '#core/files/regular-file'
import type { NamedPath } from './proxy-config.ts'

/** Files that a configuration names and that cannot be used: each fault a line, with its file and what to do. */
export class ProxyFilesFault extends Error {
  override readonly name = 'ProxyFilesFault'
}

/** A certificate, a key, or a key set has some kilobytes. Bytes. */
const LARGEST_NAMED = 1_000_000

/** @throws ProxyFilesFault */
export async function readNamed({ given, path }: NamedPath): Promise<string> {
  return readUtf8File(path, LARGEST_NAMED).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'it is not there' : (whyRefused(cause) ?? cause.message)
    throw new ProxyFilesFault(`${given} cannot be read: ${why}.`, { cause })
  })
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/** More of them stand in no file of ours. */
const MOST_CERTIFICATES = 100

/** A file of certificates, one after the other. @throws ProxyFilesFault for one that has none, or one that nobody can read */
export async function readNamedCertificates(
  file: NamedPath,
): Promise<{ text: string; certificates: readonly [X509Certificate, ...X509Certificate[]] }> {
  const text = await readNamed(file)
  const blocks = text.match(PEM_CERTIFICATE) ?? []
  if (blocks.length > MOST_CERTIFICATES)
    throw new ProxyFilesFault(`${file.given} has more than ${MOST_CERTIFICATES} certificates.`)
  try {
    const [first, ...others] = blocks.map((block) => new X509Certificate(block))
    if (first) return { text, certificates: [first, ...others] }
  } catch (cause) {
    throw new ProxyFilesFault(`${file.given} has a certificate in it that is damaged.`, { cause })
  }
  throw new ProxyFilesFault(`${file.given} has no certificate in PEM in it.`)
}

/** Does all of it, and says all that is wrong with it. @throws ProxyFilesFault with every fault */
export async function allOrFaults<Results extends readonly unknown[]>(tasks: {
  [At in keyof Results]: Promise<Results[At]>
}): Promise<Results> {
  const settled = await Promise.allSettled(tasks)
  const failed = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
  const strange = failed.find((reason) => !(reason instanceof ProxyFilesFault))
  if (strange !== undefined) throw strange
  if (failed.length > 0)
    throw new ProxyFilesFault(failed.map((reason) => (reason as ProxyFilesFault).message).join('\n'))
  return settled.map((each) => (each as PromiseFulfilledResult<unknown>).value) as unknown as Results // in their order
}

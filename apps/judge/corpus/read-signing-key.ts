import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readUtf8IfThere } from '#core/files/private-file'
import { importSigningKey, type SigningKey } from '#core/keys/signing-key'
import { CorpusFault } from './corpus-file.ts'

/** A private key in PEM has some 3 kB. */
const LARGEST_CORPUS_KEY = 20_000

/**
 * The private key by which somebody wants the tokens of several corpora signed, so that the systems stay set up.
 * @param file RSA in PEM
 * @param now milliseconds since 1970
 * @throws CorpusFault that shows nothing of the key
 */
export async function readCorpusKey(file: string, now: number): Promise<SigningKey> {
  const text = await readUtf8IfThere(file, LARGEST_CORPUS_KEY).catch((cause: unknown) => {
    throw new CorpusFault(`${file} cannot be read`, { cause })
  })
  if (text === undefined)
    throw new CorpusFault(`${file} is not there; make it: openssl genpkey -algorithm RSA -out ${file}`)
  try {
    const key = createPrivateKey(text)
    return await importSigningKey({
      algorithm: 'RS256',
      createdAt: now,
      privatePem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
      publicPem: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
    })
  } catch (cause) {
    throw new CorpusFault(`${file} is no private key for RS256: make one with openssl genpkey -algorithm RSA`, {
      cause,
    })
  }
}

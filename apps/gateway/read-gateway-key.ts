import { whyRefused } from '#core/files/file-trouble'
import { readUtf8File } from '#core/files/regular-file'
import { loadVerificationKey } from '#core/keys/verification-key'
import { errorText } from '#core/error-text'
import { publicKeyFrom, type GatewayAlgorithm } from '#core/token/gateway-algorithms'
import type { VerificationKey } from '#core/token/trust'
import type { GatewayFile } from './config/gateway-config.ts'

/** A key has some hundred bytes. */
const LARGEST_GATEWAY_KEY = 100_000

/** Reads the public key of a gateway, and refuses a weak one. @throws Error for the person at the terminal */
export async function readGatewayKey(
  { given, path }: GatewayFile,
  algorithm: GatewayAlgorithm,
): Promise<VerificationKey> {
  const pem = await readUtf8File(path, LARGEST_GATEWAY_KEY).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'it is not there' : (whyRefused(cause) ?? cause.message)
    throw new Error(`public_key: ${given} cannot be read: ${why}.`)
  })
  try {
    return await loadVerificationKey({ ...publicKeyFrom(pem, algorithm).export({ format: 'jwk' }), alg: algorithm })
  } catch (error) {
    throw new Error(
      `public_key: ${given} ${error instanceof TypeError ? error.message : `cannot be used: ${errorText(error)}`}.`,
      { cause: error },
    )
  }
}

import { join } from 'node:path'
import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/app'
import { isRingId } from '#core/rings/ring-id'
import { makePrivateFolder, writeFileAtomically } from '#core/files/private-file'
import { shownFolder } from '#core/files/service-folder'
import { exportPrivatePem } from '#core/keys/signing-key'
import type { FactoryParts } from '../factory.ts'

/** Writes the key pairs of all key ids as PEM files, for other tools; those of issuers stay at home. Answers names: never contents, never where the project lies. */
export function dumpKeys({ config, rings, log }: FactoryParts): RequestHandler {
  const folder = join(config.keysFolder, 'dump')
  return async (_request, response) => {
    await makePrivateFolder(folder)
    const pairs = rings
      .ids()
      .filter(isRingId)
      .flatMap((keyId) => rings.published(keyId).map((key) => ({ keyId, key })))
    const files = await Promise.all(
      pairs.map(async ({ keyId, key }) => {
        const names = { private: `${keyId}.${key.kid}.private.pem`, public: `${keyId}.${key.kid}.public.pem` }
        await writeFileAtomically(join(folder, names.private), await exportPrivatePem(key))
        await writeFileAtomically(join(folder, names.public), key.publicPem, 0o644)
        return [names.private, names.public]
      }),
    )
    log.info({ files: files.length * 2 }, 'keys-dumped')
    sendJson(response, 200, { folder: shownFolder(config.keysFolder, 'dump'), files: files.flat() })
  }
}

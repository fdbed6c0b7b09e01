import { join } from 'node:path'
import type { RequestHandler } from 'express'
import type { Clock } from '#core/clock'
import { explainFileFault } from '#core/files/file-trouble'
import { removeLeftovers } from '#core/files/leftovers'
import { makePrivateFolder, writeFileAtomically } from '#core/files/private-file'
import { shownFolder } from '#core/files/service-folder'
import { sendJson } from '#core/http/send'
import { exportPrivatePem } from '#core/keys/signing-key'
import type { Log } from '#core/log'
import type { KeyRings } from '#core/rings/key-rings'
import { isRingId } from '#core/rings/ring-id'

export interface DumpKeysParts {
  rings: KeyRings
  log: Log
  keysFolder: string
  clock: Clock
}

/**
 * Writes the key pairs of all rings that callers have named as PEM files, for other tools; those of issuers stay at home.
 * Answers names: never contents, never where the project lies.
 */
export function dumpKeys({ rings, log, keysFolder, clock }: DumpKeysParts): RequestHandler {
  const folder = join(keysFolder, 'dump')
  return async (_request, response) => {
    const pairs = rings
      .ids()
      .filter(isRingId)
      .flatMap((ringId) => rings.published(ringId).map((key) => ({ ringId, key })))
    const write = async ({ ringId, key }: (typeof pairs)[number]) => {
      const names = { private: `${ringId}.${key.kid}.private.pem`, public: `${ringId}.${key.kid}.public.pem` }
      await writeFileAtomically(join(folder, names.private), await exportPrivatePem(key))
      await writeFileAtomically(join(folder, names.public), key.publicPem, 0o644)
      return [names.private, names.public]
    }
    const files = await explainFileFault('the folder "dump" cannot be written to', async () => {
      await makePrivateFolder(folder)
      return Promise.all(pairs.map(write))
    })
    log.info({ files: files.length * 2 }, 'keys-dumped')
    sendJson(response, 200, { folder: shownFolder(keysFolder, 'dump'), files: files.flat() })
  }
}

import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/app'
import { Problem } from '#core/http/problem'
import { TooManyKeys } from '#core/keys/key-errors'
import { shownFolder } from '#core/files/service-folder'
import type { ServiceParts } from './parts.ts'

/** A new key pair for this service. Tokens that the earlier one signed a moment ago stay good for their life. */
export function generateKeys({ role, config, keys, log }: ServiceParts): RequestHandler {
  return async (_request, response) => {
    const key = await keys.renew(role).catch((error: unknown) => {
      if (error instanceof TooManyKeys) throw new Problem('too-many-keys', `No key was made: ${error.message}.`)
      throw error
    })
    log.info({ keyId: role, kid: key.kid }, 'key-made')
    sendJson(response, 200, { folder: shownFolder(config.keysFolder, role) })
  }
}

import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/send'
import { shownFolder } from '#core/files/service-folder'
import type { Log } from '#core/log'
import type { KeyRings } from '#core/rings/key-rings'
import type { Role } from '#scenarios'

export interface GenerateKeysParts {
  role: Role
  keysFolder: string
  keys: KeyRings
  log: Log
}

/** A new key pair for this service. Tokens that the earlier one signed a moment ago stay good for their life. */
export function generateKeys({ role, keysFolder, keys, log }: GenerateKeysParts): RequestHandler {
  return async (_request, response) => {
    const key = await keys.renew(role)
    log.info({ ringId: role, kid: key.kid }, 'key-made')
    sendJson(response, 200, { folder: shownFolder(keysFolder, role) })
  }
}

import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/send'
import type { peopleKeySet } from '../keys/people-key-set.ts'

/** The public keys with `exp` (ST-11). `local` asks for those of this process alone, and so they are (ST-16). */
export const publishPeopleKeys =
  (keySet: () => ReturnType<typeof peopleKeySet>): RequestHandler =>
  (_request, response) =>
    sendJson(response, 200, keySet())

/** Whom else a login may be left to: nobody, and there are no pages to administer it (A.3). */
export const availableProviders: RequestHandler = (_request, response) =>
  sendJson(response, 200, { providers: [], base_admin_path: '' })

import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/send'
import type { LdapDirectory } from '../sources/ldap/ldap-directory.ts'
import type { peopleKeySet } from '../keys/people-key-set.ts'

/** The public keys with `exp` (ST-11). `local` asks for those of this process alone, and so they are (ST-16). */
export const publishPeopleKeys =
  (keySet: () => ReturnType<typeof peopleKeySet>): RequestHandler =>
  (_request, response) =>
    sendJson(response, 200, keySet())

/** Whom else a login may be left to; there are no pages to administer it (A.3). */
export const availableProviders =
  (others: readonly LdapDirectory[]): RequestHandler =>
  (_request, response) =>
    sendJson(response, 200, {
      providers: others.map(({ name, source }) => ({ name, provider_type: source, type_spec: '' })),
      base_admin_path: '',
    })

import type { KongConsumer } from '#core/access/dialects/kong/consumer'
import type { OwnAnswer } from '#core/http/forward/own-answer'
import { adminAnswer, ADMIN_NOT_FOUND, type AdminCall, type AdminRoutes } from '../admin/admin.ts'
import type { Consumers } from '../admin/consumers.ts'
import { pageOf, type PagedList } from '../admin/page-of.ts'
import { readCredentialFields, type CredentialFields, type FieldFaults } from './credential-fields.ts'
import { isCredentialId, type JwtCredentials, type KeptCredential } from './credentials.ts'

/** The Admin API for the credentials of the jwt plugin (KJ-8). */
export function credentialRoutes(consumers: Consumers, credentials: JwtCredentials): AdminRoutes {
  /** A route about a consumer, and where its path names one, a credential of that consumer. */
  const withConsumer =
    (act: (consumer: KongConsumer, call: AdminCall, credential: KeptCredential | undefined) => OwnAnswer) =>
    (call: AdminCall): OwnAnswer => {
      const [name = '', idOrKey] = call.names
      const consumer = consumers.find(name)
      if (!consumer) return ADMIN_NOT_FOUND
      return act(consumer, call, idOrKey === undefined ? undefined : credentials.find(idOrKey))
    }
  const withCredential = (act: (credential: KeptCredential, call: AdminCall) => OwnAnswer) =>
    withConsumer(({ id }, call, credential) =>
      credential?.consumerId === id ? act(credential, call) : ADMIN_NOT_FOUND,
    )
  const anyCredential =
    (act: (credential: KeptCredential) => OwnAnswer) =>
    ({ names: [key = ''] }: AdminCall) => {
      const credential = credentials.find(key)
      return credential ? act(credential) : ADMIN_NOT_FOUND
    }

  function put(
    status: number,
    consumerId: string,
    sent: AdminCall['fields'],
    place?: KeptCredential | string,
    kept?: Partial<CredentialFields>,
  ) {
    const read = readCredentialFields(sent, kept)
    if ('faults' in read) return schemaViolation(read.faults)
    const made = credentials.put(consumerId, read.fields, place)
    if (made === 'taken') return uniqueViolation(read.fields.key ?? '')
    return made === 'full'
      ? adminAnswer(507, { message: 'There are too many credentials' })
      : adminAnswer(status, shownCredential(made))
  }

  const listed = (entries: readonly KeptCredential[]): PagedList<KeptCredential> => ({
    entries,
    markOf: ({ place }) => String(place),
    isBehind: ({ place }, mark) => place > Number(mark),
    isMark: (text) => /^\d{1,15}$/.test(text) && Number(text) < credentials.made,
    show: shownCredential,
  })

  return {
    'POST /consumers/{consumer}/jwt': withConsumer(({ id }, { fields }) => put(201, id, fields)),
    'GET /consumers/{consumer}/jwt': withConsumer((consumer, { query, names: [name = ''] }) =>
      pageOf(listed(credentials.of(consumer)), query, `/consumers/${encodeURIComponent(name)}/jwt`),
    ),
    'GET /consumers/{consumer}/jwt/{credential}': withCredential((credential) =>
      adminAnswer(200, shownCredential(credential)),
    ),
    'PATCH /consumers/{consumer}/jwt/{credential}': withCredential((credential, { fields }) =>
      put(200, credential.consumerId, fields, credential, credential),
    ),
    // It is made where there is none, and is this consumer's from then on, whosever it was.
    'PUT /consumers/{consumer}/jwt/{credential}': withConsumer(
      ({ id }, { fields, names: [, idOrKey = ''] }, credential) => {
        if (credential) return put(200, id, fields, credential, { key: credential.key })
        return isCredentialId(idOrKey) ? put(200, id, fields, idOrKey) : put(200, id, { key: idOrKey, ...fields })
      },
    ),
    'DELETE /consumers/{consumer}/jwt/{credential}': withCredential((credential) => {
      credentials.delete(credential)
      return adminAnswer(204)
    }),
    'GET /jwts': ({ query }) => pageOf(listed(credentials.all()), query, '/jwts'),
    'GET /jwts/{credential}': anyCredential((credential) => adminAnswer(200, shownCredential(credential))),
    'GET /jwts/{credential}/consumer': anyCredential(({ consumerId }) => {
      const consumer = consumers.byId(consumerId)
      return consumer
        ? adminAnswer(200, {
            id: consumer.id,
            username: consumer.username ?? null,
            custom_id: consumer.customId ?? null,
          })
        : ADMIN_NOT_FOUND
    }),
  }
}

/** As the original shows it, its secret too: whoever asks is to sign with it. */
const shownCredential = ({
  id,
  key,
  secret,
  algorithm,
  rsaPublicKey,
  consumerId,
  createdAt,
  tags,
}: KeptCredential) => ({
  id,
  key,
  secret: secret ?? null,
  algorithm,
  rsa_public_key: rsaPublicKey ?? null,
  consumer: { id: consumerId },
  created_at: createdAt,
  tags: tags ?? null,
})

function schemaViolation(fields: FieldFaults): OwnAnswer {
  const says = Object.entries(fields).map(([name, fault]) => (name.startsWith('@') ? fault : `${name}: ${fault}`))
  const count = says.length === 1 ? 'schema violation' : `${says.length} schema violations`
  const { '@entity': together, ...single } = fields
  const shown = { ...(together !== undefined && { '@entity': [together] }), ...single }
  return adminAnswer(400, {
    code: 2,
    name: 'schema violation',
    message: `${count} (${says.join('; ')})`,
    fields: shown,
  })
}

const uniqueViolation = (key: string): OwnAnswer =>
  adminAnswer(409, {
    code: 5,
    name: 'unique constraint violation',
    message: `UNIQUE violation detected on '{key="${key}"}'`,
    fields: { key },
  })

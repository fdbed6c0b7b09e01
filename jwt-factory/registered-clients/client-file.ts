import { z } from 'zod'
import { isRingId } from '#core/rings/ring-id'
import { isObject } from '#core/token/claims'
import { NotStrictJson, parseStrictJsonText } from '#core/token/strict-json'
import { MAIN } from '../issuer.ts'
import { isLoginRing } from '../provider/login-ring.ts'
import { readDeclarations } from './read-declarations.ts'
import { hasSecretForLogins, NO_SECRET_FOR_LOGINS, REDIRECT_MEMBERS } from './redirect-members.ts'
import { roomFaults } from './declared-room.ts'
import { faultsBetween } from './faults-between.ts'
import { FURTHER_PROOFS, namesOneCertificate, provesOtherwise } from './further-proofs.ts'
import { shapeMembers, type TokenShape } from './token-shape.ts'

/** A word of a scope (RFC 6749 §3.3). */
export const SCOPE_WORD = /^[\x21\x23-\x5b\x5d-\x7e]+$/

const MUST_BE_A_LIST = 'must be a list'
const NAME = /^[^\p{Cc}\s]+$/u

const audienceName = z.string('must be a text').regex(NAME, 'must be a name or an address, without spaces')
const scope = z.string('must be a text').regex(SCOPE_WORD, 'must be one word of a scope')
const issuerName = z
  .string('must be a text')
  .refine((name) => name === MAIN || isRingId(name), 'must be the name of an issuer here, or "@" for the main one')

/** A file, a form or a shell loses a space at an end, or a control; U+FFFD is what every broken byte is read as. */
const LOST_ON_THE_WAY = /^\s|\s$|[\p{Cc}\ufffd]/u

const secretText = z
  .string('must be a text')
  .min(16, 'must have 16 characters or more')
  .refine(
    (secret) => !LOST_ON_THE_WAY.test(secret),
    'must have no space at its ends, no control character and no U+FFFD',
  )
const ONE_OR_TWO = 'must be a text, or a list of one or two: the one in use, and another that still works'
const secrets = z
  .union([secretText, z.array(secretText).min(1, ONE_OR_TWO).max(2, ONE_OR_TWO)], ONE_OR_TWO)
  .transform((secret) => [secret].flat())

const SHAPE_MEMBERS = Object.keys(shapeMembers)
const CLIENT_MEMBERS = [
  'audience',
  'secret',
  'publicKeys',
  'jwks',
  'audiences',
  'scopes',
  'trustedIssuers',
  'lifetime',
  ...Object.keys(REDIRECT_MEMBERS),
  ...Object.keys(FURTHER_PROOFS),
  ...SHAPE_MEMBERS,
]
const orUnknown =
  (whose: string, known: readonly string[]) =>
  ({ code }: { code: string }) =>
    code === 'unrecognized_keys'
      ? `is no member of ${whose}; the known ones are ${known.join(', ')}`
      : 'must be an object'

/** A client, as it is declared. */
export const declarationSchema = z
  .strictObject(
    {
      /** By which tokens are meant for it; its id, when it is absent. */
      audience: audienceName.optional(),
      /** The one in use, and another that still works, or works already, while it is being changed. */
      secret: secrets.optional(),
      /** A JWKS file below the keys folder. */
      publicKeys: z.string('must be a text').refine(isBelow, 'must be a file below the keys folder').optional(),
      jwks: z.looseObject({ keys: z.array(z.unknown(), MUST_BE_A_LIST) }, 'must be a JWKS').optional(),
      audiences: z.array(audienceName, MUST_BE_A_LIST).optional(),
      scopes: z.array(scope, MUST_BE_A_LIST).optional(),
      /** Issuers of this process whose assertions this client may present (RFC 7523 §2.1). */
      trustedIssuers: z.array(issuerName, MUST_BE_A_LIST).optional(),
      /** The most seconds that a token of it may live. */
      lifetime: z.int('must be a whole number of seconds').min(1, 'must be 1 or more').optional(),
      ...REDIRECT_MEMBERS,
      ...FURTHER_PROOFS,
      /** Of the tokens that it gets, and before that of those that are for it. */
      ...shapeMembers,
    },
    { error: orUnknown('a client', CLIENT_MEMBERS) },
  )
  .refine(({ publicKeys, jwks }) => !(publicKeys && jwks), {
    error: 'has both publicKeys and jwks: choose one',
    when: isDeclared,
  })
  .refine(({ audiences, audience }) => audiences ?? audience, {
    error: MUST_BE_A_LIST,
    path: ['audiences'],
    when: isDeclared,
  })
  .refine(({ scopes, audience }) => scopes ?? audience, { error: MUST_BE_A_LIST, path: ['scopes'], when: isDeclared })
  .refine(
    ({ secret, publicKeys, jwks, audience, ...more }) =>
      secret ?? publicKeys ?? jwks ?? audience ?? provesOtherwise(more),
    {
      error:
        'needs a secret, publicKeys or jwks, a certificate (tlsClientAuthSubjectDn), or an audience alone: then it is one that tokens are for',
      when: isDeclared,
    },
  )
  .refine(hasSecretForLogins, { error: NO_SECRET_FOR_LOGINS, path: ['redirectUris'], when: isDeclared })
  .refine(namesOneCertificate, { error: 'names its certificate in several ways: choose one', when: isDeclared })

/** Looked at beside other faults of the client, so that all are named at once. */
function isDeclared({ value }: { value: unknown }): boolean {
  return isObject(value)
}

const issuerSchema = z.strictObject(shapeMembers, { error: orUnknown('an issuer', SHAPE_MEMBERS) })

/** What a client is declared to be: how it proves itself, whom it may call, with which rights. */
export type ClientDeclaration = z.infer<typeof declarationSchema>

/** The same as it is written in the file. */
export type WrittenClient = z.input<typeof declarationSchema>

/** What the file declares. */
export interface Declarations {
  clients: Record<string, ClientDeclaration>
  /** By the names of their rings: `@`, `@demo`. */
  issuers: Record<string, TokenShape>
}

/** The file of the clients cannot be used. It is left as it is. */
export class ClientsFault extends Error {
  override readonly name = 'ClientsFault'

  readonly faults: readonly string[]

  constructor(file: string, found: readonly string[]) {
    const faults = found.map((fault) => (fault.length > LONGEST_FAULT ? `${fault.slice(0, LONGEST_FAULT)}…` : fault))
    super(
      `${file} cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}\nFix it; the file was not changed.`,
    )
    this.faults = faults
  }
}

/** A name in the file may be as long as the file. Characters. */
const LONGEST_FAULT = 500

/**
 * Reads what a file of clients declares, in rounds: requests go on meanwhile.
 * @throws ClientsFault naming every client, issuer and member at fault, up to a bound; it shows no value
 */
export async function parseClients(file: string, text: string): Promise<Declarations> {
  const value = parseJson(file, text)
  if (!isObject(value)) throw new ClientsFault(file, ['(file)  must be an object'])
  const { client: written = [], issuer: shapes = [] } = Object.groupBy(Object.entries(value), ([name]) =>
    name.startsWith(MAIN) ? 'issuer' : 'client',
  )
  const faults: string[] = []
  const clients = await readDeclarations(written, CLIENT_RULES, faults)
  const issuers = await readDeclarations(shapes, ISSUER_RULES, faults)
  if (faults.length === 0) {
    const [allClients, allIssuers] = [withIds(clients), withIds(issuers)]
    faults.push(...faultsBetween(allClients, allIssuers), ...roomFaults(allClients, allIssuers))
  }
  if (faults.length > 0) throw new ClientsFault(file, faults)
  return { clients, issuers }
}

/** Client ids follow the rules of ring ids: none can be taken for an address, or for a person of another issuer. */
const CLIENT_RULES = {
  isName: isRingId,
  nameFault: 'is not a client id (written like a ring id)',
  schema: declarationSchema,
}

/** `@` is the main issuer, `@demo` that of /issuers/demo: no client has such an id. */
const ISSUER_RULES = {
  isName: (name: string) => name === MAIN || (isRingId(name.slice(MAIN.length)) && !isLoginRing(name)),
  nameFault: 'is not an issuer: "@" is the main one, "@demo" that of /issuers/demo ("@login" is that of the provider)',
  schema: issuerSchema,
}

const withIds = <Declared extends object>(all: Record<string, Declared>) =>
  Object.entries(all).map(([id, one]) => ({ id, ...one }))

function parseJson(file: string, text: string): unknown {
  try {
    return parseStrictJsonText(text)
  } catch (error) {
    if (error instanceof NotStrictJson) throw new ClientsFault(file, [error.message])
    throw error
  }
}

/** Names, one below the other: no way up, no root, no drive. */
function isBelow(path: string): boolean {
  return path.split('/').every((name) => /^[\w-][\w.-]*$/.test(name))
}

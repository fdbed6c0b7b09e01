import { z } from 'zod'
import { isRingId } from '#core/rings/ring-id'
import { isObject } from '#core/token/claims'
import { NotStrictJson, parseStrictJsonText } from '#core/token/strict-json'
import { MAIN } from '../issuer.ts'
import { faultsBetween } from './faults-between.ts'

/** A word of a scope (RFC 6749 §3.3). */
export const SCOPE_WORD = /^[\x21\x23-\x5b\x5d-\x7e]+$/

const MUST_BE_A_LIST = 'must be a list'
const NAME = /^[^\p{Cc}\s]+$/u

const audienceName = z.string('must be a text').regex(NAME, 'must be a name or an address, without spaces')
const scope = z.string('must be a text').regex(SCOPE_WORD, 'must be one word of a scope')
const issuerName = z
  .string('must be a text')
  .refine((name) => name === MAIN || isRingId(name), 'must be the name of an issuer here, or "@" for the main one')

const secretText = z.string('must be a text').min(16, 'must have 16 characters or more')
const ONE_OR_TWO = 'must be a text, or a list of one or two: the one in use, and another that still works'
const secrets = z
  .union([secretText, z.array(secretText).min(1, ONE_OR_TWO).max(2, ONE_OR_TWO)], ONE_OR_TWO)
  .transform((secret) => [secret].flat())

const CLIENT_MEMBERS = ['audience', 'secret', 'publicKeys', 'jwks', 'audiences', 'scopes', 'trustedIssuers']
const UNKNOWN_MEMBER = `has an unknown member; the known ones are ${CLIENT_MEMBERS.join(', ')}`

const client = z
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
    },
    {
      error: ({ code }) => (code === 'unrecognized_keys' ? UNKNOWN_MEMBER : 'must be an object'),
    },
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
  .refine(({ secret, publicKeys, jwks, audience }) => secret ?? publicKeys ?? jwks ?? audience, {
    error: 'needs a secret, publicKeys or jwks, or an audience alone: then it is one that tokens are for',
    when: isDeclared,
  })

/** Looked at beside other faults of the client, so that all are named at once. */
function isDeclared({ value }: { value: unknown }): boolean {
  return isObject(value)
}

/** Client ids follow the rules of ring ids: none can be taken for an address, or for a person of another issuer. */
const clients = z.record(z.string().refine(isRingId, 'is not a client id'), client, 'must be an object')

/** What a client is declared to be: how it proves itself, whom it may call, with which rights. */
export type ClientDeclaration = z.infer<typeof client>

/** The same as it is written in the file. */
export type WrittenClient = z.input<typeof client>

/** The file of the clients cannot be used. It is left as it is. */
export class ClientsFault extends Error {
  override readonly name = 'ClientsFault'

  readonly faults: readonly string[]

  constructor(file: string, faults: readonly string[]) {
    super(
      `${file} cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}\nFix it; the file was not changed.`,
    )
    this.faults = faults
  }
}

/** @throws ClientsFault naming every client and member at fault; it shows no value */
export function parseClients(file: string, text: string): Record<string, ClientDeclaration> {
  const result = clients.safeParse(parseJson(file, text))
  if (result.success) return withoutClashes(file, result.data)
  const faults = result.error.issues.flatMap((issue) => {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : []
    const message = issue.code === 'invalid_key' ? 'is not a client id (written like a ring id)' : issue.message
    const at = (member: readonly PropertyKey[]) => `${[...issue.path, ...member].join('.') || '(file)'}  ${message}`
    return unknown.length === 0 ? [at([])] : unknown.map((name) => at([name]))
  })
  throw new ClientsFault(file, faults)
}

function withoutClashes(file: string, declared: Record<string, ClientDeclaration>): typeof declared {
  const faults = faultsBetween(Object.entries(declared).map(([id, one]) => ({ id, ...one })))
  if (faults.length > 0) throw new ClientsFault(file, faults)
  return declared
}

function parseJson(file: string, text: string): unknown {
  try {
    return parseStrictJsonText(text)
  } catch (error) {
    if (error instanceof NotStrictJson) throw new ClientsFault(file, [error.message])
    throw error
  }
}

/** Plain names, one below the other: no way up, no root, no drive. */
function isBelow(path: string): boolean {
  return path.split('/').every((name) => /^[\w-][\w.-]*$/.test(name))
}

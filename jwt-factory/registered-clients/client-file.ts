import { z } from 'zod'
import { isRingId } from '#core/rings/ring-id'
import { isObject } from '#core/token/claims'
import { NotStrictJson, parseStrictJsonText } from '#core/token/strict-json'
import { MAIN } from '../issuer.ts'
import { FURTHER_PROOFS, namesOneCertificate, provesOtherwise } from './further-proofs.ts'

/** A word of a scope (RFC 6749 §3.3). */
export const SCOPE_WORD = /^[\x21\x23-\x5b\x5d-\x7e]+$/

const MUST_BE_A_LIST = 'must be a list'
const NAME = /^[^\p{Cc}\s]+$/u

const audienceName = z.string('must be a text').regex(NAME, 'must be a name or an address, without spaces')
const scope = z.string('must be a text').regex(SCOPE_WORD, 'must be one word of a scope')
const issuerName = z
  .string('must be a text')
  .refine((name) => name === MAIN || isRingId(name), 'must be the name of an issuer here, or "@" for the main one')

const FIRST_MEMBERS = ['secret', 'publicKeys', 'jwks', 'audiences', 'scopes', 'trustedIssuers']
const CLIENT_MEMBERS = [...FIRST_MEMBERS, ...Object.keys(FURTHER_PROOFS)]
const UNKNOWN_MEMBER = `is no member of a client; the known ones are ${CLIENT_MEMBERS.join(', ')}`

/** A client, as it is declared. */
export const declarationSchema = z
  .strictObject(
    {
      secret: z.string('must be a text').min(16, 'must have 16 characters or more').optional(),
      /** A JWKS file below the keys folder. */
      publicKeys: z.string('must be a text').refine(isBelow, 'must be a file below the keys folder').optional(),
      jwks: z.looseObject({ keys: z.array(z.unknown(), MUST_BE_A_LIST) }, 'must be a JWKS').optional(),
      audiences: z.array(audienceName, MUST_BE_A_LIST),
      scopes: z.array(scope, MUST_BE_A_LIST),
      /** Issuers of this process whose assertions this client may present (RFC 7523 §2.1). */
      trustedIssuers: z.array(issuerName, MUST_BE_A_LIST).optional(),
      ...FURTHER_PROOFS,
    },
    {
      error: ({ code }) => (code === 'unrecognized_keys' ? UNKNOWN_MEMBER : 'must be an object'),
    },
  )
  .refine(({ publicKeys, jwks }) => !(publicKeys && jwks), {
    error: 'has both publicKeys and jwks: choose one',
    when: isDeclared,
  })
  .refine(({ secret, publicKeys, jwks, ...more }) => secret ?? publicKeys ?? jwks ?? provesOtherwise(more), {
    error: 'needs a secret, publicKeys or jwks, or a certificate (tlsClientAuthSubjectDn)',
    when: isDeclared,
  })
  .refine(namesOneCertificate, { error: 'names its certificate in several ways: choose one', when: isDeclared })

/** Looked at beside other faults of the client, so that all are named at once. */
function isDeclared({ value }: { value: unknown }): boolean {
  return isObject(value)
}

/** Client ids follow the rules of ring ids: none can be taken for an address, or for a person of another issuer. */
const clients = z.record(z.string().refine(isRingId, 'is not a client id'), declarationSchema, 'must be an object')

/** What a client is declared to be: how it proves itself, whom it may call, with which rights. */
export type ClientDeclaration = z.infer<typeof declarationSchema>

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
  if (result.success) return result.data
  const faults = result.error.issues.flatMap((issue) => {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : []
    const message = issue.code === 'invalid_key' ? 'is not a client id (written like a ring id)' : issue.message
    const at = (member: readonly PropertyKey[]) => `${[...issue.path, ...member].join('.') || '(file)'}  ${message}`
    return unknown.length === 0 ? [at([])] : unknown.map((name) => at([name]))
  })
  throw new ClientsFault(file, faults)
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

import { Buffer } from 'node:buffer'
import { z } from 'zod'
import type { ControlledName } from '#core/config/processes'
import { Problem } from '#core/http/problem'
import { isObject } from '#core/token/claims'
import { NotStrictJson, parseStrictJsonText } from '#core/token/strict-json'
import { isRole } from '#scenarios'
import type { AskProcess } from '../live/ask.ts'

/** What a person wants signed: the texts as they stand in the editor. */
export const signOrder = z.strictObject({
  signer: z.strictObject({
    kind: z.enum(['issuer', 'ring', 'service', 'stranger', 'nobody', 'secret', 'key']),
    name: z.string().max(200).optional(),
  }),
  /** Of `secret` and `key`. */
  material: z.string().max(20_000).default(''),
  header: z.string().max(37_000),
  payload: z.string().max(37_000),
  /** The header as it stands there; else `alg` and `kid` are those of who signs. */
  isExact: z.boolean().default(false),
})

export type SignOrder = z.infer<typeof signOrder>

/** What the factory puts into a header by itself. */
const OWN_MEMBERS = ['alg', 'kid']
const USUAL_MEMBERS = [...OWN_MEMBERS, 'typ']

/**
 * Lets the factory sign it (`POST /control/mint`): the claims are signed character by character as they were written, so that
 * they may be no JSON at all.
 * @throws Problem with what the factory says against it
 */
export async function signAsOrdered(order: SignOrder, ask: AskProcess): Promise<string> {
  if (order.signer.kind === 'service') return signByService(order, ask)
  return mintBy(ask, { signedBy: signerIn(order), ...orderedParts(order) })
}

/** @throws Problem with what the factory says */
export const mintBy = (ask: AskProcess, body: object): Promise<string> =>
  signedAt(ask, 'jwt-factory', '/control/mint', body)

/** With its own key, as in the scenarios in which a service signs for itself. */
async function signByService({ signer: { name }, header, payload, isExact }: SignOrder, ask: AskProcess) {
  if (!isRole(name)) throw new Problem('not-found', 'There is no such service.')
  if (isExact)
    throw new Problem(
      'invalid-input',
      'A service writes alg and kid itself: take back “the header exactly as written”.',
    )
  return signedAt(ask, name, '/control/sign', { header: readHeaderText(header), payload })
}

async function signedAt(ask: AskProcess, who: ControlledName, path: string, body: object): Promise<string> {
  const answer = await ask(who, { method: 'POST', path, body })
  if (answer.status === 200) return String(answer.body).trim()
  const { detail } = Object(answer.body) as { detail?: string }
  throw new Problem('invalid-input', `${who} does not sign this: ${detail ?? `it answered ${answer.status}`}`)
}

const asSegment = (written: string) => Buffer.from(written).toString('base64url')

function orderedParts({ header, payload, isExact }: SignOrder) {
  if (isExact) return { segments: { header: asSegment(header), payload: asSegment(payload) } }
  const members = readHeaderText(header)
  const own = Object.entries(members).filter(([name]) => !OWN_MEMBERS.includes(name))
  return {
    segments: { payload: asSegment(payload) },
    header: Object.fromEntries(own),
    withoutHeader: USUAL_MEMBERS.filter((name) => !OWN_MEMBERS.includes(name) && !Object.hasOwn(members, name)),
  }
}

function readHeaderText(header: string): Record<string, unknown> {
  try {
    const value = parseStrictJsonText(header)
    if (isObject(value)) return value
  } catch (error) {
    if (!(error instanceof NotStrictJson)) throw error
    throw unreadable(error.message)
  }
  throw unreadable('it is no object')
}

const unreadable = (why: string) =>
  new Problem(
    'invalid-input',
    `The header is no JSON object (${why}). To sign it as it stands, choose “exactly as written”.`,
  )

function signerIn({ signer: { kind, name = '' }, material, header }: SignOrder): unknown {
  if (kind === 'stranger' || kind === 'nobody') return kind
  if (kind === 'ring') return { ring: name }
  if (kind === 'issuer') return { issuer: name }
  if (material.trim() === '') throw new Problem('invalid-input', 'Paste the secret or the private key that is to sign.')
  const alg = algorithmIn(header)
  const by = alg === undefined ? {} : { alg }
  if (kind === 'secret') return { secret: material, ...(alg?.startsWith('HS') && by) }
  const key = material.trim()
  return key.startsWith('{') ? { jwk: readKeyText(key), ...by } : { pem: key, ...by }
}

/** A hint: the factory refuses one that does not fit the key. */
const algorithmIn = (header: string): string | undefined =>
  /"alg"\s*:\s*"((?:HS|RS|PS|ES)(?:256|384|512)|EdDSA|Ed25519)"/.exec(header)?.[1]

function readKeyText(text: string): unknown {
  try {
    return parseStrictJsonText(text)
  } catch (error) {
    if (!(error instanceof NotStrictJson)) throw error
    throw new Problem('invalid-input', `The key is no JWK: ${error.message}.`)
  }
}

import { Buffer } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { AttackClient, AttackWorld } from '../world.ts'
import { playing, type Making } from './bearing.ts'
import type { AttackRequest, AttackStep } from './steps.ts'
import { wanted } from './words.ts'

type Endpoint = Extract<AttackStep, { do: 'ask-issuer' }>['endpoint']
export type FormParameters = readonly (readonly [name: string, value: string])[]

/** The client of the run, and one that is somebody else. @throws CannotBeMade */
export const clientsOf = ({ clients }: AttackWorld) => wanted(clients, 'registered clients')

/** How most clients prove who they are (RFC 6749 §2.3.1). */
export const basicOf = ({ id, secret }: Pick<AttackClient, 'id' | 'secret'>): readonly [string, string] => [
  'Authorization',
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
]

/** A form, as every endpoint of OAuth takes it. */
export function formRequest(form: FormParameters, ...headers: readonly (readonly [string, string])[]): AttackRequest {
  const body = new URLSearchParams(form.map(([name, value]) => [name, value])).toString()
  return { method: 'POST', headers: [...headers, ['Content-Type', 'application/x-www-form-urlencoded']], body }
}

export const askEndpoint = (endpoint: Endpoint, request: AttackRequest): AttackStep => ({
  do: 'ask-issuer',
  endpoint,
  request,
})

/** The client asks whether a token is good (RFC 7662 §2.1). */
export const askAbout = (world: AttackWorld, token: string): AttackStep =>
  askEndpoint('introspection', formRequest([['token', token]], basicOf(clientsOf(world)[0])))

/** What a client asks for in its own name (RFC 6749 §4.4.2), all of which it may have. */
export const ownToken = ({ may }: AttackClient): FormParameters => [
  ['grant_type', 'client_credentials'],
  ['scope', may.scope],
  ['audience', may.audience],
]

/** Parameters with another value for one of them. */
export const withParameter = (form: FormParameters, name: string, value: string): FormParameters => [
  ...form.filter(([each]) => each !== name),
  [name, value],
]

/** The form of the cases about an endpoint: one request, or several that are attempts of their own. */
export function asking(
  endpoint: Endpoint,
  requests: (world: AttackWorld, changed: boolean) => Readonly<Record<string, AttackRequest>>,
): Making {
  return playing(async (world, changed) =>
    Object.entries(requests(world, changed)).map(([label, request]) => ({
      label,
      steps: [askEndpoint(endpoint, request)],
      tokens: [],
    })),
  )
}

/** What a client assertion says (RFC 7523 §3): its issuer and its subject are the client, and it is for the issuer alone. */
const assertionClaims = ({ id }: AttackClient, world: AttackWorld) => ({
  iss: id,
  sub: id,
  aud: world.target.issuer,
  jti: randomUUID(),
  iat: world.now(),
  exp: world.now() + 60,
})

/** How a client assertion differs from a good one. */
export interface AssertionDefect {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, unknown>>
  readonly sign?: (text: string) => Uint8Array | Promise<Uint8Array>
}

export async function makeAssertion(
  world: AttackWorld,
  client: AttackClient,
  { claims, header, sign = client.sign }: AssertionDefect = {},
): Promise<string> {
  const own = { alg: client.algorithm, kid: client.kid, typ: 'JWT', ...header }
  const text = [own, { ...assertionClaims(client, world), ...claims }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${text}.${Buffer.from(await sign(text)).toString('base64url')}`
}

/** The client asks for its own token, and proves itself by an assertion (RFC 7521 §4.2). */
export const askWithAssertion = (client: AttackClient, assertion: string): AttackStep =>
  askEndpoint(
    'token',
    formRequest([
      ...ownToken(client),
      ['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
      ['client_assertion', assertion],
    ]),
  )

/** The form of the cases about assertions. */
export function asserting(defects: (world: AttackWorld) => Readonly<Record<string, AssertionDefect>>): Making {
  return playing((world, changed) => {
    const [client] = clientsOf(world)
    return Promise.all(
      Object.entries(defects(world)).map(async ([label, defect]) => {
        const assertion = await makeAssertion(world, client, changed ? defect : {})
        return { label, steps: [askWithAssertion(client, assertion)], tokens: [] }
      }),
    )
  })
}

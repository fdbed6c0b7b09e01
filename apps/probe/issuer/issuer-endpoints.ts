import { z } from 'zod'
import { CannotBeMade, type AttackRequest, type AttackTarget } from '#attacks'
import type { Outcome, Sender } from '../answer.ts'
import type { IssuerEndpoint } from '../issuer-side.ts'
import type { AskControl } from './ask-control.ts'
import type { SideFacts } from './side-facts.ts'

const endpointsInMetadata = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  token_endpoint: z.url(),
  introspection_endpoint: z.url(),
  revocation_endpoint: z.url(),
})

/** Where an issuer of the factory is asked. */
export interface IssuerEndpoints {
  /** What its own tokens name. */
  readonly issuer: string
  /** As its metadata names them. */
  readonly named: NonNullable<AttackTarget['endpoints']>
  /** The paths at which its key set stands. */
  readonly keySetPaths: readonly string[]
  ask(endpoint: IssuerEndpoint, request: AttackRequest): Promise<Outcome>
  close(): Promise<void>
}

/**
 * Reads the metadata of an issuer (RFC 8414). Its endpoints are asked on the plain port, so that no certificate is needed.
 * @param name of the issuer; undefined for the main one
 * @throws CannotBeMade
 */
export async function readEndpoints(
  ask: AskControl,
  name: string | undefined,
  { factoryUrl, senderTo }: { readonly factoryUrl: URL; readonly senderTo: SideFacts['senderTo'] },
): Promise<IssuerEndpoints> {
  const below = name === undefined ? '' : `/issuers/${name}`
  const read = endpointsInMetadata.safeParse(await ask('GET', `${below}/.well-known/openid-configuration`))
  if (!read.success) throw new CannotBeMade('the metadata of the issuer cannot be read')
  const { data } = read
  const named = {
    token: data.token_endpoint,
    introspection: data.introspection_endpoint,
    revocation: data.revocation_endpoint,
  }
  const senders = new Map<IssuerEndpoint, Sender>()
  const senderFor = (endpoint: IssuerEndpoint): Sender => {
    if (!senderTo) throw new CannotBeMade('nothing is asked of the issuer in this run')
    const sender = senders.get(endpoint) ?? senderTo(new URL(new URL(named[endpoint]).pathname, factoryUrl))
    senders.set(endpoint, sender)
    return sender
  }
  const keySetPath = new URL(data.jwks_uri).pathname
  return {
    issuer: data.issuer,
    named,
    keySetPaths: [keySetPath, keySetPath.replace(/\/jwks$/, '/.well-known/jwks.json')],
    ask: (endpoint, request) => senderFor(endpoint).send(request),
    close: async () => void (await Promise.all(senders.values().map((each) => each.close()))),
  }
}

import type { Claims } from '#core/token/claims'
import type { Algorithm } from '#core/token/algorithms'
import type { Issuer } from '../issuer.ts'
import type { Client, Clients } from './clients.ts'
import type { DeclaredIssuers, TokenShape } from './token-shape.ts'

/** How the tokens of this process look, as the register has it at the moment. */
export interface TokenShapes {
  /**
   * How a token looks that an issuer grants. Whoever reads it has the last word, then the client that asks for it, then the
   * issuer: for each claim, too.
   * @param client undefined for one that is not registered
   */
  of(issuer: Issuer, client: Client | undefined, audience: string): TokenShape & { claims: Claims }
  /** The same for a token that has been granted, by what it says of itself. */
  ofToken(issuer: Issuer, token: { clientId: unknown; aud: unknown }): TokenShape & { claims: Claims }
  /** What is declared for the issuer itself. */
  ofIssuer(issuer: Issuer): TokenShape
  /** All algorithms by which tokens of the issuer may be asked for. */
  algorithmsOf(issuer: Issuer): Algorithm[]
  /** The issuers of which something is declared, by the names of their rings. */
  declaredIssuers(): string[]
  /**
   * What is signed in the end, where a program in the same process has a word about it.
   * @param type the `typ` of its header
   * @param parameters of a client that asked at the token route
   */
  lastWord(claims: Claims, type: string, parameters?: AskedParameters): Promise<LastWord>
}

interface LastWord {
  claims: Claims
  /** `typ`, or a whole header. */
  header: string | Record<string, unknown>
}

export type AskedParameters = Readonly<Record<string, string | string[]>>

/** A token as it is about to be signed; a callback may change both. Of the header, `alg` and `kid` are those of the key that signs. */
export interface TokenToSign {
  claims: Record<string, unknown>
  header: Record<string, unknown>
  /** What a client sent to the token route, secrets included; undefined for a token that nobody asked for there. */
  readonly parameters?: AskedParameters
}

/** Changes what is signed, or returns what is to be signed in its place. */
export type BeforeToken = (token: TokenToSign) => void | Partial<TokenToSign> | Promise<void | Partial<TokenToSign>>

export function createTokenShapes(clients: Clients, issuers: DeclaredIssuers, beforeToken?: BeforeToken): TokenShapes {
  const of: TokenShapes['of'] = (issuer, client, audience) => {
    const [reader, own] = [recipientOf(clients, audience), issuers.get(issuer.ringId)]
    return {
      algorithm: reader?.algorithm ?? client?.algorithm ?? own?.algorithm,
      tokenType: reader?.tokenType ?? client?.tokenType ?? own?.tokenType,
      claims: { ...own?.claims, ...client?.claims, ...reader?.claims },
    }
  }
  return {
    of,
    ofIssuer: ({ ringId }) => issuers.get(ringId) ?? {},
    ofToken: (issuer, { clientId, aud }) => of(issuer, clients.get(String(clientId)), String(aud)),
    algorithmsOf(issuer) {
      const shapes: TokenShape[] = [...clients.values(), issuers.get(issuer.ringId) ?? {}]
      return [...new Set(shapes.flatMap(({ algorithm }) => algorithm ?? []))]
    },
    declaredIssuers: () => [...issuers.keys()],
    async lastWord(claims, type, parameters) {
      if (!beforeToken) return { claims, header: type }
      const token = { claims: { ...claims }, header: { typ: type }, ...(parameters && { parameters }) }
      const shaped = { ...token, ...(await beforeToken(token)) }
      return { claims: withoutAbsent(shaped.claims), header: withoutAbsent(shaped.header) }
    },
  }
}

const withoutAbsent = (members: object) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))

/** The client by whose audience tokens are meant for it. */
function recipientOf(clients: Clients, audience: string): Client | undefined {
  const named = clients.get(audience)
  if (named?.audience === audience) return named
  return clients.values().find((client) => client.audience === audience)
}

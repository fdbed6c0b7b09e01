import type { Clock } from '#core/clock'
import { deadlineIn } from '#core/http/context'
import type { RequestContext } from '#core/trace/request-context'
import type { Role, Stage } from '#scenarios'
import {
  ACCESS_TOKEN_TYPE,
  TOKEN_EXCHANGE,
  type ClientProof,
  type FactoryClient,
  type Metadata,
  type OAuthRefusal,
} from '#factory-client'
import type { OwnClient } from '../own-client.ts'
import type { Variants } from '../routes/variants.ts'
import type { NamedTokenOfPlay } from './named-token.ts'
import { createKeptTokens, type FreshToken, type KeptTokens } from './kept-tokens.ts'

interface WantedToken {
  scope?: string
  secret?: boolean
}

export interface OAuthStepsParts {
  factory: Pick<FactoryClient, 'requestToken' | 'revoke'>
  ownClient: OwnClient
  /** Access tokens that are used again. */
  kept: KeptTokens
  /** By which they age. */
  clock: Clock
  /** For time limits. */
  machine: Clock
  /** How long something may take for which others wait too, in milliseconds. */
  patience: number
  byName: NamedTokenOfPlay
}

export interface OAuthSteps extends Pick<Stage, 'accessToken' | 'exchangeToken' | 'revoke'> {
  /** Another token in place of one that is kept and was not believed. @returns undefined for one that is not kept */
  replaceKept(token: string): Promise<string | undefined>
}

/** What a service does as an OAuth client of the factory. Each time it looks where the factory's routes are. */
export function oauthSteps(
  { factory, ownClient, kept: keptByAll, clock, machine, patience, byName }: OAuthStepsParts,
  context: RequestContext,
  { isExpired }: Pick<Variants, 'isExpired'>,
): OAuthSteps {
  const again = new Map<string, () => Promise<string>>() // how each kept token of this play was got
  const isAlone = () => context.trace.alone !== undefined
  let ofPlay: KeptTokens | undefined
  const kept = () => (isAlone() ? (ofPlay ??= createKeptTokens(clock)) : keptByAll)
  const asks = (what: string) => context.recorder.step({ verb: 'asks', what, to: 'jwt-factory' })

  function refuse(refusal: OAuthRefusal): never {
    context.recorder.step({ verb: 'fails', what: 'to get what it asked for', reason: refusal.error })
    throw new FactoryRefused(refusal)
  }

  async function tokenFor(
    callee: Role,
    params: Record<string, string>,
    proof: ClientProof,
    metadata: Metadata,
    how: string,
    asker = context,
  ): Promise<FreshToken> {
    const expired = isExpired(callee)
    const spanId = asks(`for an ${expired ? 'expired ' : ''}access token for ${callee}${how}`)
    const options = { metadata, expired }
    const answer = await factory.requestToken(
      { ...params, audience: callee },
      proof,
      { context: asker, spanId },
      options,
    )
    if (!('access_token' in answer)) return refuse(answer)
    return { token: answer.access_token, expiresIn: answer.expires_in ?? 0 }
  }

  async function newToken(callee: Role, { scope, secret = false }: WantedToken, asker = context) {
    const metadata = await ownClient.discover(asker)
    const proof = await (secret ? ownClient.proofBySecret() : ownClient.proofByKey(asker, metadata.issuer))
    const params = { grant_type: 'client_credentials', ...(scope !== undefined && { scope }) }
    return tokenFor(callee, params, proof, metadata, secret ? ', with its secret' : ', with its own key', asker)
  }

  /** Others wait for it too: it has a time limit of its own, which a caller in a hurry does not spoil for them. */
  function sharedToken(callee: Role, wanted: WantedToken) {
    const deadline = deadlineIn(patience, machine)
    return newToken(callee, wanted, { ...context, deadline })
  }

  const ofIssuer = (get: () => Promise<string>) => byName.ofFactory({ issuer: '@' }, get)

  const accessToken: Stage['accessToken'] = async (callee, wanted = {}) => {
    if (!wanted.reuse || isExpired(callee)) return (await newToken(callee, wanted)).token
    const purpose = `${callee} ${wanted.scope} ${wanted.secret}`
    const get = () => kept().get(purpose, () => sharedToken(callee, wanted), isAlone)
    const token = await get()
    if (!wanted.stubborn) again.set(token, get)
    return token
  }

  return {
    accessToken: (callee, wanted) => ofIssuer(() => accessToken(callee, wanted)),

    async replaceKept(token) {
      const get = again.get(token)
      if (!get) return undefined
      kept().drop(token)
      const other = await get()
      return other === token ? undefined : other
    },

    exchangeToken: (received, callee, { scope } = {}) =>
      ofIssuer(async () => {
        const metadata = await ownClient.discover(context)
        const proof = await ownClient.proofByKey(context, metadata.issuer)
        const subject = { subject_token: received, subject_token_type: ACCESS_TOKEN_TYPE }
        const params = { grant_type: TOKEN_EXCHANGE, ...subject, ...(scope !== undefined && { scope }) }
        return (await tokenFor(callee, params, proof, metadata, ', in exchange for the one that it received')).token
      }),

    async revoke(token) {
      if (token === '') return // there was none
      const metadata = await ownClient.discover(context)
      const proof = await ownClient.proofByKey(context, metadata.issuer)
      const refusal = await factory.revoke(token, proof, { context, spanId: asks('to revoke the token') }, { metadata })
      if (refusal) refuse(refusal)
    },
  }
}

/** The factory said no to a request of this service: an answer of the lesson, not a failure of it. */
export class FactoryRefused extends Error {
  override readonly name = 'FactoryRefused'
  /** As it stands in the answer. */
  readonly refused: { by: 'jwt-factory'; error: string; error_description?: string }

  constructor({ error, error_description: description }: OAuthRefusal) {
    super(`jwt-factory refuses: ${error}`)
    this.refused = { by: 'jwt-factory', error, ...(description !== undefined && { error_description: description }) }
  }
}

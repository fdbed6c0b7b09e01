import type { RequestContext } from '#core/trace/request-context'
import { Problem } from '#core/http/problem'
import { tokenHints } from '#core/token/token-hints'
import type { FactoryClient } from '#factory-client'
import type { Role, Stage } from '#scenarios'

export interface KeyStepsParts {
  /** The ring that signs the tokens that the service asks for; undefined where that is the issuer. */
  signingRing: Role | undefined
  factory: Pick<FactoryClient, 'prepareKey' | 'renewKey' | 'revokeKey'>
}

/** The keys with which the factory signs tokens about this service: those of the ring that has its name, or of the issuer. */
export function keySteps(
  { signingRing, factory }: KeyStepsParts,
  context: RequestContext,
): Pick<Stage, 'prepareKey' | 'renewKey' | 'revokeKeyOf'> {
  const ask = (what: string) => {
    const ring = signingRing === undefined ? {} : { ringId: signingRing }
    const spanId = context.recorder.step({ verb: 'asks', what, to: 'jwt-factory', ...ring })
    return { context, spanId }
  }
  return {
    prepareKey: async () => void (await factory.prepareKey(signingRing, ask('to publish a new key before it signs'))),
    renewKey: async () => void (await factory.renewKey(signingRing, ask('to sign with the new key from now on'))),

    async revokeKeyOf(token) {
      if (token === '') return // there was none
      const { kid } = tokenHints(token) // its own token, which names the key to give up: nothing is believed because of it
      if (kid === undefined) throw new Problem('bug', 'The token names no key.')
      await factory.revokeKey(signingRing, kid, ask('to revoke the key that signed the token'))
    },
  }
}

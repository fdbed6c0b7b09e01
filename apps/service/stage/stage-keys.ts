import type { RequestContext } from '#core/trace/request-context'
import { Problem } from '#core/http/problem'
import { tokenHints } from '#core/token/token-hints'
import type { FactoryClient } from '#factory-client'
import type { Role, Stage } from '#scenarios'

export interface KeyStepsParts {
  role: Role
  factory: Pick<FactoryClient, 'prepareKey' | 'renewKey' | 'revokeKey'>
}

/** The keys with which the factory signs tokens about this service: those of the ring that has its name. */
export function keySteps(
  { role, factory }: KeyStepsParts,
  context: RequestContext,
): Pick<Stage, 'prepareKey' | 'renewKey' | 'revokeKeyOf'> {
  const ask = (what: string) => {
    const spanId = context.recorder.step({ verb: 'asks', what, to: 'jwt-factory', ringId: role })
    return { context, spanId }
  }
  return {
    prepareKey: async () => void (await factory.prepareKey(role, ask('to publish a new key before it signs'))),
    renewKey: async () => void (await factory.renewKey(role, ask('to sign with the new key from now on'))),

    async revokeKeyOf(token) {
      const { kid } = tokenHints(token) // its own token, which names the key to give up: nothing is believed because of it
      if (kid === undefined) throw new Problem('bug', 'The token names no key.')
      await factory.revokeKey(role, kid, ask('to revoke the key that signed the token'))
    },
  }
}

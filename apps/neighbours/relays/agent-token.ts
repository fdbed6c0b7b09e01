import type { Clock } from '#core/clock'
import { speaksForIssuer } from '#core/config/factory-issuer'
import type { Patience } from '#core/config/patience'
import { RELAY_AUDIENCE, RELAY_RING } from '#core/config/relay-ring'
import { readClientSecret } from '#core/files/service-folder'
import { randomId } from '#core/trace/context'
import { silent } from '#core/trace/recorder'
import type { FactoryClient } from '#factory-client'
import type { TokenSource } from '../../relay/client/token-source.ts'
import { tokenOfRing } from '../../service/stage/ring-token.ts'

export interface AgentTokenParts {
  factory: Pick<FactoryClient, 'issueToken' | 'makeRing'>
  factoryIssuer: string
  keysFolder: string
  machine: Clock
  patience: Pick<Patience, 'play'>
}

/** Whose agent it is: it proves who asks, where only clients get tokens. */
const OWNER = 'serviceb'

/**
 * The tokens of an agent: the factory signs a new one each time, so that it listens on when the one before has expired.
 * @param claims what it may do, as its relay reads it
 */
export const agentTokens = (
  { factory, factoryIssuer, keysFolder, machine, patience }: AgentTokenParts,
  piko: Readonly<Record<string, readonly string[]>>,
): TokenSource => ({
  renews: true,
  take: () =>
    tokenOfRing(
      {
        factory,
        signingRing: speaksForIssuer(factoryIssuer) ? undefined : OWNER,
        ownClient: { proofBySecret: () => proofOfOwner(keysFolder) },
      },
      {
        trace: { traceId: randomId(16), parentId: undefined, sampled: false },
        recorder: silent,
        deadline: machine.monotonic() + patience.play,
      },
      { ring: RELAY_RING, of: 'the relay', about: 'a token to listen' },
      { sub: OWNER, aud: RELAY_AUDIENCE, piko },
      false,
    ),
})

async function proofOfOwner(keysFolder: string) {
  const secret = await readClientSecret(keysFolder, OWNER)
  if (secret === undefined) throw new Error(`${OWNER} has no client secret: the factory makes it when it starts`)
  return { clientId: OWNER, secret }
}

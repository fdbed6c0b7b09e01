import type { RequestContext } from '#core/trace/request-context'
import type { PeerAnswer } from '#core/http/peer'
import type { Peers } from '#core/http/peers'
import type { NumberedScenario, Role, Stage } from '#scenarios'
import type { Variants } from '../routes/variants.ts'
import { readGuestAnswer, type IsGuest } from './guest-callee.ts'
import { gather } from './gather.ts'
import { isTokenRefused, readNamedAnswer } from './read-answer.ts'
import { namedTokenOfPlay, type NamedTokenParts } from './named-token.ts'
import { keySteps, type KeyStepsParts } from './stage-keys.ts'
import { oauthSteps, type OAuthStepsParts } from './stage-oauth.ts'
import { gatewaySteps, type GatewayStepsParts } from './stage-gateways.ts'
import { loginSteps, type LoginStepsParts } from './stage-login.ts'
import { meshSteps, type MeshStepsParts } from './stage-mesh.ts'
import { peopleSteps, type PeopleStepsParts } from './stage-people.ts'
import { relaySteps, type RelayStepsParts } from './stage-relay.ts'
import { sidecarSteps, type SidecarStepsParts } from './stage-sidecars.ts'
import { tokenSteps, type TokenStepsParts } from './stage-tokens.ts'

export interface StageParts
  extends
    Omit<TokenStepsParts, 'byName'>,
    Omit<OAuthStepsParts, 'byName'>,
    KeyStepsParts,
    NamedTokenParts,
    Omit<SidecarStepsParts, 'clock'>,
    Omit<MeshStepsParts, 'clock' | 'byName'>,
    Omit<GatewayStepsParts, 'clock' | 'tokenClock' | 'byName'>,
    Omit<RelayStepsParts, 'clock' | 'tokenClock' | 'byName'>,
    Omit<LoginStepsParts, 'clock'> {
  sidecars: SidecarStepsParts['sidecars'] &
    MeshStepsParts['sidecars'] &
    GatewayStepsParts['sidecars'] &
    RelayStepsParts['sidecars'] &
    LoginStepsParts['sidecars']
  /** The callees, to which tokens are sent. */
  peers: Pick<Peers, 'get'>
  ownClient: OAuthStepsParts['ownClient']
  isGuest: IsGuest
  factory: TokenStepsParts['factory'] &
    OAuthStepsParts['factory'] &
    KeyStepsParts['factory'] &
    MeshStepsParts['factory'] &
    PeopleStepsParts['factory']
}

/** Sets the stage for one play. Whoever plays does not see what it is made of. */
export type SetStage = (scenario: NumberedScenario, context: RequestContext, variants: Variants) => Stage

/** What a service can do in one play, as its caller or as one of its callees. */
export const stageSetter =
  (parts: StageParts): SetStage =>
  (scenario, context, variants) =>
    createStage(parts, scenario, context, variants)

function createStage(
  given: StageParts,
  scenario: NumberedScenario,
  context: RequestContext,
  variants: Variants,
): Stage {
  const byName = namedTokenOfPlay(given, context, variants)
  const parts = { ...given, byName }
  const { recorder } = context
  const { replaceKept, ...oauth } = oauthSteps(parts, context, variants)

  function send(callee: Role, token: string): Promise<PeerAnswer> {
    const spanId = recorder.step({ verb: 'sends', what: byName.sayToken(token, 'the token'), to: callee })
    const path = `/scenario${scenario.number}-server${variants.query}`
    const headers = byName.headersOf(token)
    return parts.peers.get(callee).call({ method: 'GET', path, headers }, context, spanId)
  }

  return {
    ...tokenSteps(parts, context, variants),
    ...oauth,
    ...keySteps(parts, context),
    ...sidecarSteps({ ...parts, clock: parts.machine }, context, scenario, variants),
    ...meshSteps({ ...parts, clock: parts.machine }, context, variants),
    ...gatewaySteps({ ...parts, clock: parts.machine, tokenClock: parts.clock }, context, variants),
    ...loginSteps({ ...parts, clock: parts.machine }, context, variants),
    ...peopleSteps(parts, context, scenario, variants),
    ...relaySteps({ ...parts, clock: parts.machine, tokenClock: parts.clock }, context, variants),
    ...(scenario.changes === undefined && unsaid(scenario)),
    hasVariant: variants.has,
    isOfName: variants.named !== undefined,

    async call(callee, token) {
      const answer = await send(callee, token)
      // A token that was kept may have been taken back meanwhile: another one, once.
      const other = isTokenRefused(answer) ? await replaceKept(token) : undefined
      const last = other === undefined ? answer : await send(callee, other)
      if (parts.isGuest(callee)) return readGuestAnswer(callee, last, recorder)
      return readNamedAnswer(callee, last, variants.named)
    },

    atOnce: (callees, act) => gather(callees, act, recorder),
  }
}

/** A scenario that does not say that something stays changed changes nothing: any page may have a link to it. */
function unsaid({
  number,
}: NumberedScenario): Pick<Stage, 'prepareKey' | 'renewKey' | 'revokeKeyOf' | 'revoke' | 'rotateSignerKey'> {
  const refuse = async () => {
    throw new Error(`scenario ${number} does not say what it changes: give it \`changes\``)
  }
  return {
    prepareKey: refuse,
    renewKey: refuse,
    revokeKeyOf: refuse,
    revoke: refuse,
    rotateSignerKey: refuse,
  }
}

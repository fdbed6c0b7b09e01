import { CannotBeMade, type AttackNeed, type AttackWorld } from '#attacks'
import type { JWK } from 'jose'
import type { Algorithm } from '#core/token/algorithms'
import type { SignedText, SignTextInput } from '../../../jwt-factory/control/sign-text.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { createAskControl, type AskControl } from './ask-control.ts'
import { openFactoryHand, ownAlgorithmFirst, type AskToSign, type FactorySigner } from './factory-hand.ts'
import { callersIn, findSigner, readToldSets, signsByKeysOf } from './find-signer.ts'
import { goodParts } from './good-token.ts'
import { readEndpoints } from './issuer-endpoints.ts'
import { createKeySetReads, createTimesAsked } from './key-set-reads.ts'
import { openProbeListener } from './listener.ts'
import { openMovedClock, type NoteClock } from './moved-clocks.ts'
import { newRunId, registerClients, USUAL_SCOPE } from './probe-clients.ts'
import { createPublishing } from './published-rules.ts'
import type { RunPlace } from './run-place.ts'
import { revokeBy } from './revoke-token.ts'
import { reachesListener, saidOfTarget, whyNeedIsNot, type SideFacts } from './side-facts.ts'
import { openTimeOfRun } from './time-of-run.ts'
import { createUndoing } from './undo-all.ts'

export interface FactorySideOptions extends SideFacts {
  /** Where the factory listens without TLS: its control plane answers there. */
  readonly factoryUrl: URL
  /** CONTROL_TOKEN, where one is set. */
  readonly controlToken?: string | undefined
  /** The ring that signs, where tokens of several callers name one issuer. */
  readonly ring?: string | undefined
  /** Another issuer of the factory that the target trusts too, by its name. */
  readonly secondIssuer?: string | undefined
  /** The control plane of the target, where it is a process of the sandbox: its address without TLS. */
  readonly targetControlUrl?: URL | undefined
  /** How long a step may wait where no clock can be moved. Seconds; 0 for not at all. */
  readonly patienceSeconds?: number
  /** Signs in the same process; absent: by the control plane. */
  readonly sign?: AskToSign
  /** Who signs, whatever the issuer of the target is called; absent: whoever has that name. */
  readonly signer?: FactorySigner
  /** The place of the run, where nobody else may be at work beside it; closed by whoever opened it. */
  readonly place?: Pick<RunPlace, 'runId' | 'noteClock'>
  /** By which algorithms the issuer has keys; absent: by those of the target. */
  readonly algorithms?: readonly Algorithm[]
  /** Signs by keys that are there, and by the first algorithm of the target, as the run did that named it. */
  readonly makesNoKey?: boolean
}

/**
 * The side of an issuer that runs already: its control plane signs, publishes, counts and moves the clock. All that is set there is taken
 * back by `close`, and by itself where the run is killed: what is published after ten minutes, clients by the next run. Keys that were
 * made stay, one for each algorithm.
 * @throws Error that says in one sentence what lacks; then nothing is left
 */
export async function openFactorySide(options: FactorySideOptions): Promise<IssuerSide> {
  const undoing = createUndoing()
  try {
    return await openSide(options, undoing)
  } catch (error) {
    await undoing.all()
    throw error
  }
}

async function openSide(options: FactorySideOptions, undoing: ReturnType<typeof createUndoing>): Promise<IssuerSide> {
  const { clock, factoryUrl, controlToken, senderTo, lifetimeSeconds } = options
  const ask = createAskControl(factoryUrl, 'jwt-factory', clock, controlToken)
  undoing.add(ask.close)
  const factoryClock = await openMovedClock(ask, clock, notesAt(factoryUrl, options))
  const told = await readToldSets(ask)
  const anySign: AskToSign = options.sign ?? signsBy(ask)
  const sign = options.makesNoKey === true ? signsByKeysOf(told, anySign) : anySign
  const signer = options.signer ?? findSigner(told, options.target.issuer, options.ring)
  const ownFirst = async (all: readonly Algorithm[]) =>
    options.makesNoKey === true ? all : ownAlgorithmFirst(sign, signer, all)
  const algorithms = await ownFirst(options.algorithms ?? options.target.algorithms)
  const target = { ...options.target, algorithms: await ownFirst(options.target.algorithms) }
  const issuer = await openFactoryHand(sign, signer, algorithms)
  const secondIssuer =
    options.secondIssuer === undefined
      ? undefined
      : await openFactoryHand(sign, { issuer: options.secondIssuer }, algorithms)
  const kids = issuer.algorithms.map(issuer.kid)
  const ownSet = (await readToldSets(ask)).find(({ keys }) => keys.some(({ kid }) => kid === kids[0]))
  const keySet = (ownSet?.keys ?? []) as readonly JWK[] // as the factory publishes them
  const listener = await openProbeListener(clock)
  undoing.add(listener.close)
  const time = await openTimeOfRun({ ...options, factoryClock, notesAt: (url) => notesAt(url, options) }, undoing)
  undoing.add(time.moveBack)
  const runId = options.place?.runId ?? newRunId(clock.now() / 1000)
  const endpoints =
    'ring' in signer ? undefined : await readEndpoints(ask, nameOfIssuer(signer.issuer), { factoryUrl, senderTo })
  if (endpoints) undoing.add(endpoints.close)
  const isAsked = endpoints?.issuer === target.issuer && senderTo !== undefined
  const registered = isAsked ? await registerClients(ask, target, { runId, now: clock.now() / 1000 }) : undefined
  if (registered) undoing.add(registered.remove)
  const paths = endpoints?.keySetPaths ?? ('ring' in signer ? [`/keys/${signer.ring}/jwks`, '/utils/jwks'] : [])
  const publishing = createPublishing({ ask, clock, runId, keySetPath: paths[0] })
  undoing.add(publishing.close)
  const keySetReads = createKeySetReads(ask, clock, paths)

  const [owner] = registered?.clients ?? []
  const claims = {
    ...(owner && { sub: owner.id, client_id: owner.id }),
    ...(registered?.exchange && target.scope === undefined && { scope: USUAL_SCOPE }),
    ...options.claims,
  }
  const isOwners = owner !== undefined && claims.client_id === owner.id
  const has = new Set<AttackNeed>([
    ...HAS_ALWAYS,
    ...needs('published-keys', keySet.length > 0),
    ...needs('listener', reachesListener(options)),
    ...needs('client', registered !== undefined),
    ...needs('exchange', registered?.exchange !== undefined),
    ...needs('second-issuer', secondIssuer !== undefined),
    ...needs('time', time.isMoved),
    ...needs('revocation', options.also.has('revocation') && isOwners),
    ...saidOfTarget(options),
  ])
  const now = () => Math.floor(factoryClock.now() / 1000)
  const worldTarget = { ...target, ...(isAsked && endpoints && { endpoints: endpoints.named }) }
  return {
    has,
    setBefore: factoryClock.set,
    ...(!('ring' in signer) && { callers: callersIn(told) }),
    whyNot: whyNeedIsNot({
      ...(!isAsked && { client: NOT_ASKED, exchange: NOT_ASKED, revocation: NOT_ASKED }),
      ...(registered?.whyNoExchange !== undefined && { exchange: registered.whyNoExchange }),
      ...(time.whyNot !== undefined && { time: time.whyNot }),
      ...(isAsked &&
        options.also.has('revocation') && {
          revocation: 'the good token is of a client that is not of this run: leave its client_id out',
        }),
    }),
    world: (): AttackWorld => ({
      target: worldTarget,
      now,
      good: (algorithm) => goodParts({ target, issuer, now: now(), lifetimeSeconds, claims, algorithm }),
      issuer,
      ...(secondIssuer && { secondIssuer }),
      keySet,
      listener: listener.address(),
      ...(registered && { clients: registered.clients }),
      ...(registered?.exchange && { exchange: registered.exchange }),
    }),
    now: factoryClock.now,
    mayBeLate: factoryClock.mayBeLate,
    visitsTo: listener.visitsTo,
    publish: publishing.publish,
    keySetReads,
    timesAskedAboutTokens: createTimesAsked(ask),
    moveClock: time.move,
    async revoke(token) {
      if (!endpoints || !owner || !isOwners) throw new CannotBeMade('no client of this run owns the token')
      await revokeBy(owner, token, endpoints)
    },
    ...(isAsked && endpoints && { ask: endpoints.ask }),
    close: undoing.all,
  }
}

const HAS_ALWAYS: readonly AttackNeed[] = ['issuer-key', 'good-token', 'two-good-tokens', 'raw-socket', 'key-set']

const NOT_ASKED =
  'the tokens name another issuer than the one that signs, which would not believe them: name that one with --issuer URL'

const needs = (need: AttackNeed, isThere: boolean): AttackNeed[] => (isThere ? [need] : [])

const nameOfIssuer = (issuer: string) => (issuer === '@' ? undefined : issuer)

const signsBy =
  (ask: AskControl): AskToSign =>
  async (order: SignTextInput) =>
    (await ask('POST', '/control/signature', order)) as SignedText // the ask has looked at its form

const notesAt = ({ origin: url }: URL, { place }: FactorySideOptions): NoteClock | undefined =>
  place && ((note) => place.noteClock({ ...note, url }))

import { randomUUID } from 'node:crypto'
import type { JWK } from 'jose'
import {
  CannotBeMade,
  makeToken,
  strangerKey,
  type AttackRequest,
  type PublishedAnswer,
  type TokenDefect,
} from '#attacks'
import type { Clock } from '#core/clock'
import { isAlgorithm } from '#core/token/algorithms'
import type { Outcome, Sender } from '../answer.ts'
import { readsInQuiet } from '../engine/reads-of-others.ts'
import type { IssuerSide, Published } from '../issuer-side.ts'
import type { CaseVerdict } from '../probe-report.ts'

export interface KeySetRun {
  readonly sender: Sender
  readonly issuerSide: IssuerSide
  readonly clock: Clock
  /** Holds an answer against the controls; 503 is a refusal here, for the keys may be out of reach. */
  readonly read: (outcome: Outcome, request: AttackRequest) => CaseVerdict
  /** How long one wait may last. A run has eight of them at most. Seconds. */
  readonly patienceSeconds?: number
  /** What is being looked at now. */
  readonly onProgress?: (what: string) => void
}

/** A key that the issuer publishes for the run, and that it signs with. */
export interface RunKey {
  readonly kid: string
  readonly jwk: JWK
  readonly signedBy: NonNullable<TokenDefect['signedBy']>
}

/** How often what changes is looked at. Milliseconds. */
const POLL = 1000
const SETTLE_SECONDS = 2

export type KeySetScene = ReturnType<typeof createKeySetScene>

/** The hands of one run: tokens, questions, what is published, and what was read. `readsBefore`: before it began. */
export function createKeySetScene(run: KeySetRun, readsBefore: number) {
  const { sender, issuerSide, clock, read, patienceSeconds = 90, onProgress } = run
  const world = issuerSide.world()
  const algorithm = world.good().header['alg']
  if (!isAlgorithm(algorithm)) throw new CannotBeMade('the good token is of no algorithm that is known here')
  const began = clock.monotonic()
  let requests = 0
  let phase = ''
  let published: Published | undefined

  async function ask(defect: TokenDefect = {}): Promise<CaseVerdict> {
    const token = await makeToken(issuerSide.world(), defect)
    const request: AttackRequest = { method: 'GET', headers: [['Authorization', `Bearer ${token}`]] }
    requests++
    return read(await sender.send(request), request)
  }

  const keyNamed = (which: string, kid: string = `probe-${randomUUID()}`): RunKey => {
    const { publicKey, sign } = strangerKey(algorithm, 2048, `key set probe, ${which}`)
    return {
      kid,
      jwk: { ...publicKey, alg: algorithm, use: 'sig', kid },
      signedBy: { forged: (text: string) => sign(text) },
    }
  }

  /** How many reads there were: what comes later is told by that, for two may have one time. */
  const readsSoFar = async () => ((await issuerSide.keySetReads?.()) ?? []).length

  /** When they came. @param mark how many reads there were before */
  async function readsAfter(mark: number): Promise<readonly number[]> {
    const reads = (await issuerSide.keySetReads?.()) ?? []
    return reads.map(({ at }) => at).sort((a, b) => a - b).slice(mark) // prettier-ignore
  }

  return {
    world,
    algorithm,
    patienceSeconds,
    keyNamed,
    /** Says what is looked at now. */
    tell(what: string): void {
      phase = what
      onProgress?.(`key set: ${what}`)
    },
    now: () => clock.monotonic(),
    secondsSince: (at: number) => (clock.monotonic() - at) / 1000,
    readsSoFar,
    readsAfter,
    /** Reads in a second in which nothing is sent. */
    readsInQuiet: () => readsInQuiet(clock, readsSoFar),
    began,
    readsBefore,
    requests: () => requests,
    askGood: () => ask(),
    /** A good token but for its key. */
    askKey: ({ kid, signedBy }: RunKey) => ask({ header: { kid }, signedBy }),
    /** One that names a key that does not exist: whoever reads the key set for unknown ones does it now. */
    askUnknown: () => ask({ header: { kid: `unknown-${randomUUID()}` }, signedBy: 'stranger' }),
    ask,

    /** Replaces what the issuer publishes, without a moment in which it publishes its own. @returns how many reads came before */
    async publish(answer: PublishedAnswer | 'drops', delayMilliseconds?: number): Promise<number> {
      const before = published
      published = await issuerSide.publish?.(answer, delayMilliseconds)
      await before?.restore()
      return readsSoFar()
    },
    publishKeys(keys: readonly JWK[]): Promise<number> {
      return this.publish({ jwks: { keys: [...world.keySet, ...keys] } })
    },
    async restore(): Promise<void> {
      const before = published
      published = undefined
      await before?.restore()
    },
    /** Looks again and again. @returns whether it came true in the patience of the run */
    async isInTime(look: () => Promise<boolean>, seconds = patienceSeconds): Promise<boolean> {
      const end = clock.monotonic() + seconds * 1000
      while (!(await look())) {
        if (clock.monotonic() >= end) return false
        if (seconds > SETTLE_SECONDS)
          onProgress?.(`key set: ${phase}, ${Math.ceil((end - clock.monotonic()) / 1000)} s left at most`)
        await clock.delay(Math.max(1, Math.min(POLL, end - clock.monotonic())))
      }
      return true
    },
    /** Sends tokens of unknown keys until the target has read the key set. @param mark how many reads there were before */
    async provokeRead(mark: number, seconds = patienceSeconds): Promise<boolean> {
      return this.isInTime(async () => {
        await this.askUnknown()
        return (await readsSoFar()) > mark
      }, seconds)
    },
    /** Somebody else may have read what is published: so long as a wait may last, the target is made to read it, too. */
    async askGoodUntilRefused(): Promise<CaseVerdict> {
      let verdict: CaseVerdict = 'believed'
      await this.isInTime(async () => {
        await this.askUnknown()
        return (verdict = await ask()) === 'refused'
      })
      return verdict
    },
    /** A read that was begun may not have had its effect yet. @returns the first verdict that is not believed, in two seconds */
    async askGoodForAWhile(): Promise<CaseVerdict> {
      let verdict: CaseVerdict = 'believed'
      await this.isInTime(async () => (verdict = await ask()) !== 'believed', SETTLE_SECONDS)
      return verdict
    },
  }
}

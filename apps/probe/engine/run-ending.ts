import type { Outcome, Sender } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { CannotGoOn } from './publish-step.ts'

/** Whether a run goes on, for all who work for it. */
export interface RunEnding {
  /** Why it has ended before its end; undefined as long as it goes on. */
  readonly reason: string | undefined
  /** Resolves when it has. */
  readonly hasEnded: Promise<void>
  /** The first reason counts. */
  end(reason: string): void
}

/** @param interrupted resolves with the reason when the person wants no more of it */
export function createRunEnding(interrupted?: Promise<string>): RunEnding {
  const { promise, resolve } = Promise.withResolvers<void>()
  let reason: string | undefined
  const end = (why: string) => {
    reason ??= why
    resolve()
  }
  void interrupted?.then(end)
  return {
    get reason() {
      return reason
    },
    hasEnded: promise,
    end,
  }
}

const SENT_NO_MORE: Outcome = { kind: 'unreachable', detail: 'the run has ended' }

/** Sends nothing after the end of the run, and waits for nothing that was sent before. */
export function senderUntilEnd(sender: Sender, ending: RunEnding): Sender {
  const over = ending.hasEnded.then(() => SENT_NO_MORE)
  return {
    send: async (request, together) =>
      ending.reason === undefined ? Promise.race([sender.send(request, together), over]) : SENT_NO_MORE,
    close: () => sender.close(),
  }
}

/** Changes nothing at the issuer after the end of the run: what was changed before is taken back by whoever opened it. */
export function sideUntilEnd(side: IssuerSide, ending: RunEnding): IssuerSide {
  function goOn(): void {
    if (ending.reason !== undefined) throw new CannotGoOn('the run has ended')
  }
  const { publish, moveClock, revoke, ask } = side
  return {
    ...side,
    ...(publish && { publish: async (...its: Parameters<typeof publish>) => (goOn(), publish(...its)) }),
    ...(moveClock && { moveClock: async (...its: Parameters<typeof moveClock>) => (goOn(), moveClock(...its)) }),
    ...(revoke && { revoke: async (token: string) => (goOn(), revoke(token)) }),
    ...(ask && { ask: async (...its: Parameters<typeof ask>) => (goOn(), ask(...its)) }),
  }
}

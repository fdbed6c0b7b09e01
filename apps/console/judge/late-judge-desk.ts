import type { Log } from '#core/log'
import type { KeyChoiceParts } from '../bench/choose-keys.ts'
import type { ChoiceParts } from '../bench/choices.ts'
import type { JudgedOrder, JudgedForPage } from './judge-order.ts'

export interface JudgeDeskParts extends KeyChoiceParts, Pick<ChoiceParts, 'config' | 'now'> {
  log: Pick<Log, 'warn'>
}

/** Has a token judged by every system. @throws Problem */
export type JudgeDesk = (order: JudgedOrder) => Promise<JudgedForPage>

/** The judges are all the systems of the sandbox: they are imported when somebody first asks, and the console starts without them. */
export const createLateJudgeDesk =
  (parts: JudgeDeskParts): JudgeDesk =>
  async (order) =>
    (await import('./judge-by-all.ts')).judgeByAll(order, parts)

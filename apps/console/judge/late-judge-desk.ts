import type { JudgeDeskParts, JudgedForPage, JudgedOrder } from './judge-order.ts'

/** Has a token judged by every system. @throws Problem */
export type JudgeDesk = (order: JudgedOrder) => Promise<JudgedForPage>

/** The judges are all the systems of the sandbox: they are imported when somebody first asks, and the console starts without them. */
export const createLateJudgeDesk =
  (parts: JudgeDeskParts): JudgeDesk =>
  async (order) =>
    (await import('./judge-by-all.ts')).judgeByAll(order, parts)

import { z } from 'zod'
import type { Clock } from '#core/clock'
import type { Log } from '#core/log'
import { NAMED_TOKEN_IDS } from '#core/token/named-tokens'
import type { Judgement, Question } from '../../judge/judgement.ts'
import type { JudgeDifference } from '../../judge/why/difference.ts'
import type { KeyChoiceParts } from '../bench/choose-keys.ts'
import type { ChoiceParts } from '../bench/choices.ts'

/** As long as a body can be. */
const LONGEST_TOKEN = 100_000

const expectedText = z.string().min(1).max(2000).optional()
const anyHeader = z.string().max(LONGEST_TOKEN)

/** What is to be judged, and what is expected of it. What is absent is as it is in the sandbox. */
export const judgedOrderSchema = z
  .strictObject({
    token: anyHeader.optional(),
    /** The values of the Authorization headers: none, one, or several. */
    authorization: z.array(anyHeader).max(10).optional(),
    named: z.enum(NAMED_TOKEN_IDS).optional(),
    aud: expectedText,
    iss: expectedText,
    /** A date, or seconds since 1970. */
    at: z.union([z.string().min(1).max(100), z.number()]).optional(),
    /** A JWK, a JWKS or a PEM; or where a process of this sandbox publishes keys. */
    keys: z.string().min(1).max(50_000).optional(),
  })
  .refine(
    ({ token, authorization, named }) =>
      [token, authorization, named].filter((each) => each !== undefined).length === 1,
    {
      path: ['token'],
      message: 'is wanted, or authorization, or named: one of them',
    },
  )

export type JudgedOrder = z.infer<typeof judgedOrderSchema>

/** What `POST /control/judge` answers. */
export interface JudgedForPage {
  judgements: readonly Judgement[]
  differences: readonly JudgeDifference[]
  keys: { from: string; ids: { kid?: string; algorithm: string }[]; notes: readonly string[] }
  expected: Question['expected']
  /** Milliseconds since 1970. */
  now: number
}

/** What the judges work with. */
export interface JudgeDeskParts extends KeyChoiceParts, Pick<ChoiceParts, 'config' | 'now'> {
  log: Pick<Log, 'warn'>
  /** Of this machine: libraries of others know no other. */
  machine: Clock
}

import { z } from 'zod'
import { TITLES, type RejectionReason } from '../token/rejection.ts'
import { claimsSchema } from './common.ts'

const REJECTION_REASONS = Object.keys(TITLES) as RejectionReason[] // Object.keys forgets the literal type

/** A token that is believed. */
export const believedSchema = z.looseObject({ valid: z.literal(true), claims: claimsSchema })

/** A token that is not; why stands in `reason`, for programs. */
export const refusedSchema = z.looseObject({
  valid: z.literal(false),
  error: z.looseObject({ name: z.string(), message: z.string() }),
  reason: z.enum(REJECTION_REASONS),
  claims: z.strictObject({}),
})

/** The answer to "is this token good?". */
export const verdictSchema = z.union([believedSchema, refusedSchema])

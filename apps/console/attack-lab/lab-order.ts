import { z } from 'zod'

/** Services of the cast that take tokens of the main issuer, by their ids: where they are is found out when they are asked. */
export const LAB_TARGETS = {
  'serviceb-access-token': 'Service B, access tokens (scenario 7)',
  'serviceb-key-set': 'Service B, key set (scenario 5)',
} as const

export type LabTarget = keyof typeof LAB_TARGETS

const expectedOfToken = z.string().min(1).max(300).optional()

/** A service of the cast, or one of the person's own. */
export const labTargetSchema = z.union([
  z.strictObject({ cast: z.enum(Object.keys(LAB_TARGETS) as LabTarget[]) }), // its own keys
  z.strictObject({
    url: z.url({ protocol: /^https?$/ }).max(2000),
    audience: z.string().min(1).max(300),
    issuer: expectedOfToken,
    type: expectedOfToken,
    scope: expectedOfToken,
  }),
])

/** What is to be run against it: families or ids; none are all that need no waiting. */
export const labOrderSchema = z.strictObject({
  target: labTargetSchema,
  only: z.array(z.string().min(1).max(100)).max(400).optional(),
  /** The key-set probe besides. */
  withKeys: z.boolean().optional(),
})

export type LabOrder = z.infer<typeof labOrderSchema>
export type LabTargetOrder = z.infer<typeof labTargetSchema>

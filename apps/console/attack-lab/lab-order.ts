import { z } from 'zod'
import { CAST_TARGETS } from './cast-routes.ts'
import { PARTY_TARGETS } from './party-targets.ts'

const expectedOfToken = z.string().min(1).max(300).optional()

const ownUrl = z.url({ protocol: /^https?$/ }).max(2000)

/** How an own service is asked, and how its answers are read. */
const askedHow = {
  /** What only an answer has that believed the token, where its status does not tell. */
  acceptedWhen: expectedOfToken,
  /** A header, or `body:NAME`, a member of a JSON body; absent: Authorization. */
  tokenIn: expectedOfToken,
  /** The other members of that body. */
  body: z.string().min(1).max(10_000).optional(),
}

/** A service of the cast, a party, or one of the person's own. */
export const labTargetSchema = z.union([
  z.strictObject({ cast: z.enum([...CAST_TARGETS, ...PARTY_TARGETS]) }),
  z.strictObject({
    url: ownUrl,
    audience: z.string().min(1).max(300),
    issuer: expectedOfToken,
    type: expectedOfToken,
    scope: expectedOfToken,
    /** Which caller signs, where several sign for that issuer. */
    ring: expectedOfToken,
    /** Those that the service takes, with commas between; absent: they are found out. */
    algorithms: expectedOfToken,
    leeway: z
      .string()
      .regex(/^\d{1,5}$/, 'is no whole number of seconds')
      .optional(),
    ...askedHow,
  }),
])

/** An own service of which is to be found out what it expects. */
export const labDiscoverySchema = z.strictObject({
  url: ownUrl,
  audience: expectedOfToken,
  ...askedHow,
})

/** What is to be run against it: families or ids; none are all that need no waiting. */
export const labOrderSchema = z.strictObject({
  target: labTargetSchema,
  only: z.array(z.string().min(1).max(100)).max(400).optional(),
  /** The key-set probe besides. */
  withKeys: z.boolean().optional(),
})

export type LabOrder = z.infer<typeof labOrderSchema>
export type LabTargetOrder = z.infer<typeof labTargetSchema>
/** How an own service is asked. */
export type AskedHow = Pick<LabDiscoveryOrder, keyof typeof askedHow>
export type LabDiscoveryOrder = z.infer<typeof labDiscoverySchema>

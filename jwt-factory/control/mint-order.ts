import { z } from 'zod'
import { duration } from '#core/control/effect'
import { nearestOf } from '#core/config/nearest'
import { isRingId } from '#core/rings/ring-id'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { NAMED_TOKEN_IDS, NAMED_TOKENS } from '#core/token/named-tokens'
import { MAIN } from '../issuer.ts'
import { SIGNING_ALGORITHMS } from './sign-anything.ts'

const algorithm = z.string().optional()
const ringId = z.string().refine(isRingId, 'is not a ring id')

/** Whose keys are those of the factory. */
export const ownSigners = [
  z.strictObject({ ring: ringId }),
  z.strictObject({
    issuer: z.string().refine((name) => name === MAIN || isRingId(name), 'is not the name of an issuer'),
    /** By which of its keys; as it is declared, when absent. */
    alg: z.enum(ALL_ALGORITHMS, `is not one of ${ALL_ALGORITHMS.join(', ')}`).optional(),
  }),
] as const

/** Who signs. */
const signedBy = z
  .union(
    [
      z.literal('stranger'),
      z.literal('nobody'),
      ...ownSigners,
      z.strictObject({ jwk: z.record(z.string(), z.unknown()), alg: algorithm }),
      z.strictObject({ pem: z.string().max(20_000), alg: algorithm }),
      z.strictObject({ secret: z.string().min(1).max(20_000), alg: algorithm }),
    ],
    'is not "stranger", "nobody", {ring}, {issuer, alg}, {jwk, alg}, {pem, alg} or {secret, alg}',
  )
  .superRefine((by, context) => {
    if (typeof by !== 'object' || !('alg' in by) || by.alg === undefined || SIGNING_ALGORITHMS.includes(by.alg)) return
    context.addIssue({ code: 'custom', path: ['alg'], message: `is not one of ${SIGNING_ALGORITHMS.join(', ')}` })
  })

const memberName = z.string().min(1).max(200)

/** A whole segment of a compact token, as it is to stand there: it need not be base64url. */
const segment = z.string().max(50_000)

/** A token with one thing about it. None is made for whoever sends none. */
const mintedName = z
  .enum(NAMED_TOKEN_IDS, { error: ({ input }) => unknownName(input) })
  .refine((name) => NAMED_TOKENS[name].brought !== 'no-token', 'is the name of no token: send none')

function unknownName(input: unknown): string {
  const nearest = typeof input === 'string' ? nearestOf(input, NAMED_TOKEN_IDS) : undefined
  const perhaps = nearest === undefined ? '.' : `; did you mean "${nearest}"?`
  return `is not the name of a token${perhaps} There are: ${NAMED_TOKEN_IDS.join(', ')}`
}

/** A token as a test wants it; what is not said is as in a good one. */
const order = z.strictObject({
  /** The change that is made to a good one, which is that of the rest of the order. */
  named: mintedName.optional(),
  signedBy: signedBy.default({ issuer: MAIN }),
  /** Laid over the header of a good token. */
  header: z.record(z.string(), z.unknown()).default({}),
  /** Laid over the claims of a good token; null for none at all. */
  claims: z.record(z.string(), z.unknown()).nullable().default({}),
  /** Claims that are left out. */
  without: z.array(memberName).max(50).default([]),
  /** Members of the header that are left out. */
  withoutHeader: z.array(memberName).max(50).default([]),
  /** How long it lives from now; a negative one has expired. */
  lifetime: duration.optional(),
  segments: z
    .strictObject({ header: segment.optional(), payload: segment.optional(), signature: segment.optional() })
    .default({}),
})

export const mintSchema = order
  .refine(({ named: name, signedBy: by }) => name === undefined || typeof by === 'object', {
    path: ['signedBy'],
    error: 'has nothing to say beside "named": a name says who signs in place of whoever signs a good one',
    when: ({ issues }) => issues.length === 0,
  })
  .refine(
    ({ lifetime, claims, without, segments }) =>
      lifetime === undefined ||
      (claims !== null && !without.includes('exp') && segments.payload === undefined && claims['exp'] === undefined),
    {
      path: ['lifetime'],
      error: 'has nothing to change: the claim exp is left out, or set already',
      when: ({ issues }) => issues.length === 0,
    },
  )

export type MintOrder = z.infer<typeof mintSchema>
export type MintOrderInput = z.input<typeof mintSchema>

import { z } from 'zod'
import type { LoginRequest } from './login.ts'

/** An address has 254 characters at most (RFC 5321 §4.5.3.1). */
const nameOrEmail = z.string().min(1).max(320)
const askedClaim = z.string().max(200)
const someClaims = z
  .record(askedClaim, z.string().max(1000))
  .refine((claims) => Object.keys(claims).length <= 16, 'names more than 16 claims')

/** The body of `POST /api/login`, as Stoke has it (A.3). A password that is too long is one that is wrong. */
export const loginBody = z.strictObject({
  username: nameOrEmail,
  password: z.string().max(10_000),
  provider: z.string().max(200).optional(),
  required_claims: z.array(someClaims).max(16).optional(),
  filter_claims: z.array(askedClaim).max(100).optional(),
})

/** The body of `POST /api/refresh` and `/api/renew`. */
export const renewalBody = z.strictObject({ refresh: z.string().min(1).max(2000) })

/** The names on the wire become ours. An empty provider names none. */
export const loginRequestOf = ({ username, password, ...more }: z.infer<typeof loginBody>): LoginRequest => ({
  username,
  password,
  ...(more.provider && { provider: more.provider }),
  ...(more.required_claims && { required: more.required_claims }),
  ...(more.filter_claims && { filter: more.filter_claims }),
})

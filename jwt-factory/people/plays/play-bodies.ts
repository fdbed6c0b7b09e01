import { z } from 'zod'
import type { PlayChange } from './play-cast.ts'

const playWord = z.string().min(1).max(100)

/** The body of `POST /plays/people`. */
export const playBody = z.strictObject({
  dialect: z.enum(['strict', 'stoke']),
  unsafe_claims: z.boolean().optional(),
})

/** The body of `POST /plays/people/:directory/login`. */
export const playLoginBody = z.strictObject({ username: playWord, password: z.string().max(1000) })

/** The body of `POST /plays/people/:directory/changes`: one of the two. */
export const playChangeBody = z.union([
  z.strictObject({ takes_out: z.strictObject({ username: playWord, group: playWord }) }),
  z.strictObject({ gives: z.strictObject({ group: playWord, claim: playWord, value: z.string().max(100) }) }),
])

/** The names on the wire become ours. */
export const playChangeOf = (body: z.infer<typeof playChangeBody>): PlayChange =>
  'gives' in body ? { does: 'gives', ...body.gives } : { does: 'takes out', ...body.takes_out }

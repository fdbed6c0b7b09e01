/** When a verifier is asked whether it has heard, in seconds after what happened; each is a usual age of a cache. */
export const MOMENTS = [0, 20, 30, 60, 120, 300, 600, 3600, 36_000, 86_400] as const

/** The first of the moments at which it had heard; undefined where it never does. */
export type Moment = (typeof MOMENTS)[number] | undefined

/** For how long keys are published before they sign: by default, and as those set it who meet verifiers that seldom ask. Seconds. */
export const AHEAD = [60, 300] as const

export type Ahead = (typeof AHEAD)[number]

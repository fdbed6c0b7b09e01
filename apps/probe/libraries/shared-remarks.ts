/** One thing that a library gets wrong, and the cases that show it. */
export interface LibraryRemark {
  readonly text: string
  /** Each is wrong by default. */
  readonly cases: readonly string[]
  /** What mends all of them, as a setting of the library; absent: they are wrong with every setting, too. */
  readonly mendedBy?: string
}

export const TYPE_CASES = ['type-typ-jwt', 'type-typ-missing', 'type-typ-other']
export const CRITICAL_CASES = ['crit-unknown', 'crit-empty', 'crit-not-array', 'crit-absent-member', 'crit-duplicate']
export const NO_LEEWAY: LibraryRemark = {
  text: 'has no leeway for clocks that differ',
  cases: ['ok-exp-in-leeway'],
  mendedBy: '`clockTolerance`',
}
export const TAKES_BOUND: LibraryRemark = {
  text: 'takes a token that is bound to a key or a certificate as a plain bearer token',
  cases: ['pop-dpop-as-bearer', 'pop-mtls-no-cert'],
}
export const TAKES_OLD: LibraryRemark = {
  text: 'takes a token without `iat`, or of any age',
  cases: ['iat-missing', 'iat-ancient'],
  mendedBy: '`maxAge`',
}
export const TAKES_FAR: LibraryRemark = {
  text: 'has no upper end for `exp`: milliseconds, ten years and infinity are dates to it',
  cases: ['exp-milliseconds', 'exp-too-far', 'exp-infinite'],
}
export const FIRST_HEADER_ONLY: LibraryRemark = {
  text: 'never sees the second of two `Authorization` headers, because Node keeps the first',
  cases: ['http-two-headers'],
}

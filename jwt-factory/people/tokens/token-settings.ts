/** What the tokens of all people have in common (`tokens` of a configuration). */
export interface TokenSettings {
  /** D, in milliseconds. */
  readonly tokenDuration: number
  /** Undefined: the claim is left out. */
  readonly issuer: string | undefined
  readonly subject: string | undefined
  readonly audience: readonly string[]
  readonly saysIssuedAt: boolean
  readonly saysNotBefore: boolean
  /** How often a token may be renewed; 0: as often as anybody likes. */
  readonly renewals: number
  /** The claim that counts renewals in the dialect stoke. */
  readonly countClaim: string
  /** In which claims a token says who somebody is. Absent: it does not. */
  readonly userInfo: Partial<Readonly<Record<UserInfoPart, string>>>
}

export type UserInfoPart = 'full_name' | 'username' | 'email' | 'first_name' | 'last_name'

/** As much of a user of the directory as a token tells. */
export interface TokenPerson {
  readonly id: number
  readonly username: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  /** By short name: the values of all groups, with commas between. */
  readonly claims: Readonly<Record<string, string>>
}

/** What a login asks for beside the password (ST-8). */
export interface TokenScope {
  /** Absent: all claims. Otherwise those with one of these short names. */
  readonly filter?: readonly string[]
  /** One of these must fit: all that it names must be there. Absent or empty: nothing is asked for. */
  readonly required?: readonly Readonly<Record<string, string>>[]
}

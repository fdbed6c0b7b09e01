/** What a configuration says of all changes (`users.policy_config`). */
export interface AdminPolicy {
  readonly isReadOnly: boolean
  /** Whether somebody whose `stk` is exactly `S` may change protected groups and claims; users stay protected. */
  readonly superuserOverrides: boolean
  /** By name. */
  readonly protectedUsers: readonly string[]
  readonly protectedGroups: readonly string[]
  /** By short name. */
  readonly protectedClaims: readonly string[]
}

export const NO_ADMIN_POLICY: AdminPolicy = {
  isReadOnly: false,
  superuserOverrides: false,
  protectedUsers: [],
  protectedGroups: [],
  protectedClaims: [],
}

import { keyBlock, listWith, maybeKey, someText } from '#core/config/file-kinds'
import type { AdminPolicy } from '../admin/admin-policy.ts'
import { maybeFlag } from './config-kinds.ts'

const someNames = maybeKey(listWith(someText))

/** `users.policy_config:` of Stoke: what no administrator changes. */
export const policyBlock = keyBlock({
  allow_superuser_override: maybeFlag(false),
  read_only_mode: maybeFlag(false),
  protected_users: someNames,
  protected_groups: someNames,
  protected_claims: someNames,
}).transform((policy): AdminPolicy => ({
  isReadOnly: policy.read_only_mode,
  superuserOverrides: policy.allow_superuser_override,
  protectedUsers: policy.protected_users ?? [],
  protectedGroups: policy.protected_groups ?? [],
  protectedClaims: policy.protected_claims ?? [],
}))

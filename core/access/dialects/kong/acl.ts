import type { AskedRequest, DialectAnswer } from '../../dialect.ts'
import { kongError } from './answers.ts'
import type { KongConsumer } from './consumer.ts'

/** `config` of the acl plugin: one of the lists. */
export interface KongAcl {
  readonly kind: 'allow' | 'deny'
  readonly groups: readonly string[]
  readonly hideGroupsHeader: boolean
}

/** Whether a consumer may ask (KJ-9). @returns the answer where it may not */
export function aclRefusal(
  { kind, groups }: KongAcl,
  consumer: KongConsumer | undefined,
  request: AskedRequest,
): DialectAnswer | undefined {
  if (!consumer) return kongError(401, 'Unauthorized', request)
  const isMember = (consumer.groups ?? []).some((group) => groups.includes(group))
  return isMember === (kind === 'allow') ? undefined : kongError(403, 'You cannot consume this service', request)
}

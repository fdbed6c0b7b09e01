import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import type { MeshPolicies } from '#core/policy/mesh/model'
import { followFiles } from './follow-files.ts'
import { readPolicyFiles } from './policy-files.ts'
import type { NamedPath } from './proxy-config.ts'

export interface FollowParts {
  files: readonly NamedPath[]
  /** Is handed what takes the place of the policies in force. */
  use: (policies: MeshPolicies) => Promise<void>
  clock: Clock
  log: Record<'info' | 'warn' | 'error', (fields: object, event: string) => void>
}

/**
 * Follows policy files while a sidecar runs. A change that has a fault is told once, with file, line and why, and the last good
 * policies stay in force.
 * @returns what ends it
 */
export const followPolicies = ({ files, use, clock, log }: FollowParts): Promise<() => void> =>
  followFiles({
    files,
    clock,
    async take() {
      const { policies, remarks } = await readPolicyFiles(files)
      await use(policies)
      log.info({ files: files.map(({ given }) => given) }, 'policies-changed')
      for (const remark of remarks) log.warn({ remark }, 'policy-remark')
    },
    refuse: (error) =>
      log.error({ why: errorText(error), advice: 'the earlier policies stay in force' }, 'policies-refused'),
  })

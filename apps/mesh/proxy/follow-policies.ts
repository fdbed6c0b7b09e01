import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { versionOf } from '#core/files/file-version'
import type { MeshPolicies } from '#core/policy/mesh/model'
import { readPolicyFiles } from './policy-files.ts'
import type { NamedPath } from './proxy-config.ts'

/** So often it is looked whether a policy file is another one. Milliseconds. */
export const LOOK_AT_POLICIES = 500

export interface FollowParts {
  files: readonly NamedPath[]
  /** Is handed what takes the place of the policies in force. */
  use: (policies: MeshPolicies) => Promise<void>
  clock: Clock
  log: Record<'info' | 'warn' | 'error', (fields: object, event: string) => void>
}

/**
 * Follows policy files while a sidecar runs. A change is taken up when it has been still for a moment; one that has a fault
 * is told once, with file, line and why, and the last good policies stay in force.
 * @returns what ends it
 */
export async function followPolicies({ files, use, clock, log }: FollowParts): Promise<() => void> {
  let taken = await versionsOf(files)
  let before = taken
  let turn: Promise<void> | undefined

  async function look(): Promise<void> {
    const now = await versionsOf(files)
    const isStill = now === before
    before = now
    if (now === taken || !isStill) return
    taken = now
    try {
      const { policies, remarks } = await readPolicyFiles(files)
      await use(policies)
      log.info({ files: files.map(({ given }) => given) }, 'policies-changed')
      for (const remark of remarks) log.warn({ remark }, 'policy-remark')
    } catch (error) {
      log.error({ why: errorText(error), advice: 'the earlier policies stay in force' }, 'policies-refused')
    }
  }

  return clock.every(LOOK_AT_POLICIES, () => (turn ??= look().finally(() => (turn = undefined))))
}

/** A file that cannot be looked at has a version of its own. */
async function versionsOf(files: readonly NamedPath[]): Promise<string> {
  const all = await Promise.all(files.map(({ path }) => versionOf(path).catch(errorText)))
  return all.join('\n')
}

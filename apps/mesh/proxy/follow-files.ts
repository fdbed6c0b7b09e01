import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { versionOf } from '#core/files/file-version'
import type { NamedPath } from './proxy-config.ts'

/** So often it is looked whether a file is another one. Milliseconds. */
export const LOOK_AT_FILES = 500

export interface FollowFilesParts {
  files: readonly NamedPath[]
  /** Reads them and takes them up. */
  take: () => Promise<void>
  /** They cannot be taken: what was before stays. */
  refuse: (error: unknown) => void
  clock: Clock
}

/**
 * Follows files while a sidecar runs. A change is taken up when it has been still for a moment, for several of them may belong
 * together; one that cannot be taken is told once.
 * @returns what ends it
 */
export async function followFiles({ files, take, refuse, clock }: FollowFilesParts): Promise<() => void> {
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
      await take()
    } catch (error) {
      refuse(error)
    }
  }

  return clock.every(LOOK_AT_FILES, () => (turn ??= look().finally(() => (turn = undefined))))
}

/** A file that cannot be looked at has a version of its own. */
async function versionsOf(files: readonly NamedPath[]): Promise<string> {
  const all = await Promise.all(files.map(({ path }) => versionOf(path).catch(errorText)))
  return all.join('\n')
}

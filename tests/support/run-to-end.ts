import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { plainEnvironment } from './plain-environment.ts'
import { PROJECT } from './project-files.ts'

/** Runs a program of the project to its end, however long that takes. */
export async function runToEnd(
  program: string,
  words: readonly string[],
  env: Record<string, string> = {},
  cwd = PROJECT,
) {
  const begin = performance.now()
  const options = { cwd, env: { ...plainEnvironment(), ...env, NO_COLOR: '1' } }
  const child = spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: code as number | null, output: out + error, seconds: (performance.now() - begin) / 1000 }
}

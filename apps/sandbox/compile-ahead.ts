import { execFile } from 'node:child_process'
import { flushCompileCache } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { rowOf, STARTED_NAMES } from '#core/config/processes'
import { moduleName, PROJECT_FOLDER } from '#core/files/project-folder'
import { loadScenarios } from '#scenarios'
import { RUNTIME } from './child.ts'

/**
 * Run once by `npm ci`: reads what the processes of `npm start` are made of, so that the first start finds all of it compiled. Else each
 * process of that start takes the types out of the same files by itself, and what does that stays in its memory, also for one file.
 */
const mains = new Map(STARTED_NAMES.map((name) => [rowOf(name).command[0] as string, rowOf(name).command.slice(1)]))
await Promise.all(['./start-processes.ts', './welcome.ts', './guest-cast.ts'].map((each) => import(each)))
for (const main of mains.keys()) await import(join(PROJECT_FOLDER, moduleName(`${dirname(main)}/start.ts`)))
await loadScenarios()
flushCompileCache()

mains.set('apps/sandbox/main.ts', [])
for (const [main, words] of mains) {
  const command = ['--import', RUNTIME, join(PROJECT_FOLDER, moduleName(main)), ...words, '--help']
  await promisify(execFile)(process.execPath, command) // one after the other: this is no hurry, and memory may be short
}

import { dirname, join } from 'node:path'
import { rowOf, STARTED_NAMES } from '#core/config/processes'
import { moduleName, PROJECT_FOLDER } from '#core/files/project-folder'
import { loadScenarios } from '#scenarios'

/**
 * Run once by `npm ci`: reads what the processes of `npm start` are made of, so that the first start finds all of it compiled. Else each
 * process of that start takes the types out of the same files by itself, and what does that stays in its memory.
 */
await Promise.all(['./start-processes.ts', './welcome.ts', './guest-cast.ts'].map((each) => import(each)))
for (const name of STARTED_NAMES) {
  const [main] = rowOf(name).command
  await import(join(PROJECT_FOLDER, moduleName(`${dirname(main)}/start.ts`)))
}
await loadScenarios()

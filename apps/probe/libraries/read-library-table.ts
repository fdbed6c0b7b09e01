import { readFileSync } from 'node:fs'
import type { LibraryTable } from './library-table.ts'

/** What `npm run library-table` wrote when it ran last. */
export const readLibraryTable = (): LibraryTable =>
  JSON.parse(readFileSync(new URL('../../../scenarios/attacks/libraries.json', import.meta.url), 'utf8'))

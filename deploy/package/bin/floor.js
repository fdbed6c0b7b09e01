// The door of floor.cjs for entries that are imported: Node 20 ends a process whose `import()` of a module that imports CommonJS has failed, even
// where that was caught.

import { createRequire } from 'node:module'

createRequire(import.meta.url)('./floor.cjs')

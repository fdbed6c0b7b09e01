import { parseArgs } from 'node:util'
import { FULL, QUICK, runBench } from './bench.ts'
import { report } from './report.ts'

const { values } = parseArgs({
  options: {
    /** A short run, to see that it works; its figures are rough. */
    quick: { type: 'boolean', default: false },
    /** For programs. What could not be measured is null. */
    json: { type: 'boolean', default: false },
  },
})
const result = await runBench(values.quick ? QUICK : FULL)
console.log(values.json ? JSON.stringify(result, undefined, 2) : report(result))

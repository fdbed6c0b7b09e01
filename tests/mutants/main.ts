import { MUTANTS } from './mutants.ts'
import { runMutants } from './run-mutants.ts'

/** All of them, or those whose file or fault has one of these words in it: `npm run mutate -- core/http`. */
const words = process.argv.slice(2)
const chosen = MUTANTS.filter(
  ({ file, what }) => words.length === 0 || words.some((word) => `${file}: ${what}`.includes(word)),
)
const isWell = await runMutants(chosen, (line) => console.log(line))
process.exitCode = isWell ? 0 : 1

import { runCommand } from '#core/process/run-process'
import { MUTANTS } from './mutants.ts'
import { runMutants } from './run-mutants.ts'

await runCommand(process, {
  name: 'npm run mutate',
  about: 'Puts small faults into a copy of the project, one by one, and runs the tests that must notice each.',
  words: ['WORD…'],
  examples: ['npm run mutate', 'npm run mutate -- core/http'],
  further: () => ['With words, only the faults that have one of them in their file or their name.'],
  async run({ words, terminal }) {
    const chosen = MUTANTS.filter(
      ({ file, what }) => words.length === 0 || words.some((word) => `${file}: ${what}`.includes(word)),
    )
    return (await runMutants(chosen, (line) => terminal.write(`${line}\n`))) ? 0 : 1
  },
})

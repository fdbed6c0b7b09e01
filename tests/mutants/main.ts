import { runCommand } from '#core/process/run-process'
import { chooseMutants } from './choose-mutants.ts'
import { MUTANTS } from './mutants.ts'
import { runMutants } from './run-mutants.ts'

await runCommand(process, {
  name: 'npm run mutate',
  about: 'Puts small faults into a copy of the project, one by one, and runs the tests that must notice each.',
  words: ['WORD…'],
  examples: ['npm run mutate', 'npm run mutate -- core/http', 'npm run mutate -- 401-500'],
  further: () => [
    'Without words, one fault of each room: some minutes. With words, the faults that have one of them in their file or their name;',
    'with numbers, those of the list from one to the other; with all, every one: some hours.',
  ],
  async run({ words, terminal }) {
    const chosen = chooseMutants(MUTANTS, words)
    return (await runMutants(chosen, (line) => terminal.write(`${line}\n`))) ? 0 : 1
  },
})

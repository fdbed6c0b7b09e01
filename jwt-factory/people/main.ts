import { runUntilSignal } from '#core/process/lifecycle'
import { runCommand } from '#core/process/run-process'
import { askAndHash, runPeople } from './run-people.ts'

await runCommand(process, {
  name: 'npm run people',
  about:
    'People with groups and claims: they log in with a password and get tokens, by the configuration of Stoke. It runs until Ctrl-C.',
  words: ['SUBCOMMAND?'],
  takesOneDash: true,
  options: {
    config: { about: "the configuration: Stoke's own YAML; config.yaml where nothing is said", value: 'FILE' },
    dbinit: { about: 'users, groups and claims that it is to begin with; a file is loaded once', value: 'FILE' },
  },
  further: () => [
    'Subcommands; without one the database is filled, and the server runs:',
    '  migrate        fills the database, and ends',
    '  validate       says what is wrong with the files, or how they are read, and starts nothing',
    '  hash-password  asks for a password, and prints what a -dbinit file has of it',
  ],
  examples: ['npm run people -- -config config.yaml -dbinit dbinit.yaml', 'npm run people -- hash-password'],
  async run(call) {
    if (call.words[0] === 'hash-password') return askAndHash(process, call) // it reads the terminal, which the platform then sets right
    return runUntilSignal(process, call.clock, () => runPeople(call))
  },
})

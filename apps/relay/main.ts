import { UsageFault } from '#core/process/command-line'
import { table } from '#core/process/help'
import { runCommand } from '#core/process/run-process'
import { PIKO_COMMANDS, RELAY_COMMANDS } from './commands.ts'

const isPiko = process.argv[2] === 'piko'
if (isPiko) process.argv.splice(2, 1)
const [, , relayWord = ''] = process.argv
const commands = isPiko ? PIKO_COMMANDS : RELAY_COMMANDS
const relayOrOther = Object.hasOwn(commands, relayWord) ? commands[relayWord]?.(process) : undefined
if (relayOrOther) {
  process.argv.splice(2, 1)
  await runCommand(process, relayOrOther)
} else {
  const rows = Object.entries(commands).map(([word, command]) => [word, command(process).about])
  await runCommand(process, {
    name: isPiko ? 'npm run piko' : 'node apps/relay/main.ts',
    about: 'A relay, its agents and its clients, as Piko has them, with the checks and the gaps of Piko.',
    words: ['COMMAND'],
    further: () => ['Commands:', ...table(rows)],
    examples: ['npm run piko -- server --help'],
    async run({ words: [word = ''] }) {
      const names = rows.map(([name = '']) => name)
      throw new UsageFault(`There is no "${word.slice(0, 40)}", only ${names.join(', ')}.`)
    },
  })
}

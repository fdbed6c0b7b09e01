import { runCommand } from '#core/process/run-process'
import { wrapText } from '#core/process/wrap'
import { FULL, QUICK, runBench } from './bench.ts'
import { report } from './report.ts'

await runCommand(process, {
  name: 'npm run bench',
  about: 'Measures what requests cost, on processes of its own on free ports. All of it takes some minutes.',
  options: {
    quick: { about: 'a short run, to see that it works: the figures are rough' },
    json: { about: 'for programs; what could not be measured is null' },
  },
  examples: ['npm run bench', 'npm run bench -- --quick'],
  async run({ options, terminal }) {
    const result = await runBench(options['quick'] ? QUICK : FULL)
    const text = options['json']
      ? `${JSON.stringify(result, undefined, 2)}\n`
      : wrapText(report(result), terminal.columns)
    terminal.write(text)
    return 0
  },
})

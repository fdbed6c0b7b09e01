import { errorText } from '#core/error-text'
import { UsageFault } from '#core/process/command-line'
import { runCommand } from '#core/process/run-process'
import { wrapText } from '#core/process/wrap'
import { FULL, QUICK, runBench } from './bench.ts'
import { choosePart, type Part } from './part.ts'
import { report } from './report.ts'

await runCommand(process, {
  name: 'npm run bench',
  about:
    'Measures what plays and requests cost, in CPU of all processes, next to limits that the same run measures. All of it takes some minutes.',
  options: {
    part: {
      about:
        'the rows and ratios whose name has TEXT in it, with their limits; start: how long a start takes; whole: all of npm start, its time, its idle CPU and its memory; console: its pages, idle and followed; issuers: ours for tests beside another',
      value: 'TEXT',
      synonym: 'only',
    },
    quick: { about: 'few short rounds, to see that it works: the figures are rough' },
    json: { about: 'for programs; what could not be measured is null' },
  },
  examples: ['npm run bench', 'npm run bench -- --part scenario', 'npm run bench -- --part console --quick'],
  async run({ options: { part: text, quick, json }, terminal }) {
    const part = chosenPart(typeof text === 'string' ? text : undefined)
    const result = await runBench(quick ? QUICK : FULL, part, (line) => terminal.progress(line))
    terminal.write(json ? `${JSON.stringify(result, undefined, 2)}\n` : wrapText(report(result), terminal.columns))
    return 0
  },
})

/** @throws UsageFault for a text that no name has in it */
function chosenPart(text: string | undefined): Part {
  try {
    return choosePart(text)
  } catch (error) {
    throw new UsageFault(`${errorText(error)}.`)
  }
}

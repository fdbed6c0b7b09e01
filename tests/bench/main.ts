import { FULL, QUICK, runBench } from './bench.ts'
import { BENCH_USAGE, readBenchOptions, type BenchOptions } from './options.ts'
import { report } from './report.ts'

const tell = (line: string) => void process.stderr.write(`${line}\n`)

function readOptions(): BenchOptions | 'help' {
  try {
    return readBenchOptions(process.argv.slice(2))
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error))
    process.exit(2)
  }
}

const options = readOptions()
if (options === 'help') process.stdout.write(BENCH_USAGE)
else {
  const result = await runBench(options.isQuick ? QUICK : FULL, options.part, tell)
  process.stdout.write(options.isJson ? `${JSON.stringify(result, undefined, 2)}\n` : report(result))
}

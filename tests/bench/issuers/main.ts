import { pathToFileURL } from 'node:url'
import { systemClock } from '#core/clock'
import { endWithParent } from '#core/process/lifecycle'
import { ISSUER_STARTS, type BenchIssuer } from './issuer-starts.ts'

/** Longer than any bench; it is ended by that. Milliseconds. */
const A_DAY = 86_400_000

// An issuer for tests in a process of its own, and what it took until its first token was there.
const { argv } = process
const [, , name, entry = '', algorithm = ''] = argv

const before = process.cpuUsage()
const library = await import(pathToFileURL(entry).href)
const imported = process.cpuUsage(before)
const begin = systemClock.monotonic()
const port = await ISSUER_STARTS[name as BenchIssuer](library as never, algorithm) // the bench passes a name, and the library of that name
const firstToken = systemClock.monotonic() - begin
const all = process.cpuUsage(before)
const milliseconds = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000
const importCpu = milliseconds(imported)
const firstTokenCpu = milliseconds(all) - importCpu
endWithParent(process, systemClock)
console.log(JSON.stringify({ msg: 'listening', port, importCpu, firstToken, firstTokenCpu }))
await systemClock.delay(A_DAY) // an issuer of the test kit holds no process

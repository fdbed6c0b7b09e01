import { pathToFileURL } from 'node:url'
import { systemClock } from '#core/clock'
import { endWithParent } from '#core/process/lifecycle'
import { ISSUER_STARTS, type BenchIssuer } from './issuer-starts.ts'

/** Longer than any bench; it is ended by that. Milliseconds. */
const A_DAY = 86_400_000

// An issuer for tests in a process of its own: what it took until its first token was there, and what one more takes.
const { argv } = process
const [, , name, entry = '', algorithm = '', times = ''] = argv
const calls = Number(times)
const milliseconds = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000

const before = process.cpuUsage()
const library = await import(pathToFileURL(entry).href)
const imported = process.cpuUsage(before)
const begin = systemClock.monotonic()
const { port, token } = await ISSUER_STARTS[name as BenchIssuer](library as never, algorithm) // the bench passes a name, and the library of that name
const firstToken = systemClock.monotonic() - begin
const firstTokenCpu = milliseconds(process.cpuUsage(before)) - milliseconds(imported)

for (let made = 0; made < calls; made++) await token() // code that runs often is compiled better
const warm = process.cpuUsage()
const warmAt = systemClock.monotonic()
for (let made = 0; made < calls; made++) await token()
const callsPerSecond = (1000 * calls) / (systemClock.monotonic() - warmAt)
const callCpu = milliseconds(process.cpuUsage(warm)) / calls

endWithParent(process, systemClock)
const importCpu = milliseconds(imported)
console.log(JSON.stringify({ msg: 'listening', port, importCpu, firstToken, firstTokenCpu, callCpu, callsPerSecond }))
await systemClock.delay(A_DAY) // an issuer of the test kit holds no process

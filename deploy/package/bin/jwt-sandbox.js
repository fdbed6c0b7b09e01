#!/usr/bin/env node
// Plain JavaScript on purpose: it must run on the Node versions that cannot run the rest.
import { readFileSync } from 'node:fs'
import '../core/process/runtime.js'

const wordsBehindNpx = process.argv.slice(2)
const asksAbout = wordsBehindNpx[0] === 'help' && wordsBehindNpx.length > 1 // as git and npm have it: help probe
const [name = '--help', ...rest] = asksAbout ? [...wordsBehindNpx.slice(1), '--help'] : wordsBehindNpx
const readBeside = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
const published = readBeside('commands.json')

/** Those that people type; services and proxies are started by name, too. */
const TOLD = {
  start: 'all processes of the sandbox, and the console at http://localhost:4000',
  play: 'plays a scenario and tells it in the terminal',
  probe: 'sends bad tokens to your service, and says which it believed',
  judge: 'holds one token before every judge',
  drill: 'rotates and withdraws keys while a service works',
  control: 'moves clocks, breaks things, mints tokens',
  workshop: 'a room for a workshop: people join with a code, and each gets a whole sandbox',
  keys: 'makes keys and certificates',
  mesh: 'decides, explains and checks mesh policies',
  gateway: 'runs a gateway from a configuration file',
  relay: 'runs a relay from a configuration file',
  jwtproxy: 'runs a proxy from a jwtproxy configuration file',
}

const help = () =>
  [
    'Usage: npx jwt-sandbox COMMAND [OPTIONS]',
    '',
    'A JWT sandbox: an issuer, services A, B and C, and tools that show why a token is believed or refused.',
    '',
    'Commands:',
    ...Object.entries(TOLD).map(([command, what]) => `  ${command.padEnd(10)}${what}`),
    '',
    `Single processes: ${Object.keys(published)
      .filter((each) => !(each in TOLD))
      .join(', ')}.`,
    'Each says more: npx jwt-sandbox probe --help, or npx jwt-sandbox help probe',
    'Its version: npx jwt-sandbox --version',
    'In tests: import { startIssuer } from "jwt-sandbox/testing"',
    '',
  ].join('\n')

const isVersion = (word) => word === '--version' || word === '-v'

/** Behind a command, and behind a word of it: mesh lint --version. */
const asksVersion = isVersion(rest[0]) || (/^[a-z]/.test(rest[0] ?? '') && rest[1] === '--version')

if (isVersion(name) || (Object.hasOwn(published, name) && rest.length < 3 && asksVersion)) {
  process.stdout.write(`${readBeside('../package.json').version}\n`)
} else if (name === '--help' || name === '-h' || name === 'help') {
  process.stdout.write(help())
} else if (!Object.hasOwn(published, name)) {
  const { nearestOf } = await import('../core/config/nearest.js')
  const near = nearestOf(name, [...Object.keys(TOLD), ...Object.keys(published)])
  const perhaps = near === undefined ? '' : ` Did you mean "${near}"?`
  process.stderr.write(`There is no command ${JSON.stringify(name)}.${perhaps} npx jwt-sandbox --help lists them.\n`)
  process.exitCode = 2
} else {
  const { main, words } = published[name]
  process.argv.splice(2, process.argv.length, ...words, ...rest)
  await import(new URL(`../${main}`, import.meta.url).href)
}

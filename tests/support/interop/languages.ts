import { execFile } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openForeignClients, type ForeignClients } from '../../../apps/drill/foreign-clients.ts'
import { caFile } from '../trusting.ts'
import { openCPrograms } from './c-programs.ts'
import { INTEROP } from './installed.ts'
import { openServers } from './servers.ts'
import type { Language } from './verifiers.ts'

const run = promisify(execFile)

/** How the clients of each language are started: in one process each, for a start takes longer than what they do. */
const COMMANDS: Record<Exclude<Language, 'servers' | 'c'>, () => string[] | Promise<string[]>> = {
  javascript: () => [process.execPath, join(INTEROP, 'javascript/run.js')],
  // Debian's packages are for Debian's own.
  python: () => ['/usr/bin/python3', '-B', join(INTEROP, 'python/run.py')],
  ruby: () => ['/usr/bin/ruby', join(INTEROP, 'ruby/run.rb')],
  go: buildGo,
}

/** @param keysFolder of the issuers; it must stay while the clients are asked */
export async function openLanguage(language: Language, keysFolder: string): Promise<ForeignClients> {
  if (language === 'servers') return openServers(keysFolder)
  if (language === 'c') return openCPrograms(keysFolder)
  return openForeignClients(await COMMANDS[language](), caFile(keysFolder), process.env)
}

/** With the sources that Debian has, and no network. */
async function buildGo(): Promise<string[]> {
  const program = join(await mkdtemp(join(tmpdir(), 'jwt-sandbox-go-')), 'clients')
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOFLAGS: '' }
  await run('go', ['build', '-o', program, '.'], { cwd: join(INTEROP, 'go'), env })
  return [program]
}

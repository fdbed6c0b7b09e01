import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { systemClock, type Clock } from '#core/clock'
import { signOddLeaf } from '#core/http/certificates/odd-leaf.fixture'
import { readCertificatePair, type CertificatePair } from '#core/http/certificates/pair'
import { certifiedTemplate } from '../../tests/support/folders.ts'
import { runPeople } from './run-people.ts'

/** `npm run people` in this process, as a person starts it: with a file, and a terminal. */
export async function startPeople(text: string, { folder = '', clock = systemClock as Clock } = {}) {
  const own = folder === '' ? await temporaryPeople() : folder
  await writeFile(join(own, 'config.yaml'), text, { mode: 0o600 })
  const output: string[] = []
  const said: string[] = []
  const running = await runPeople({ ...callIn(own), clock, terminal: terminalTo(output, said) })
  if (typeof running === 'number') throw new Error('nothing runs')
  let isOpen = true
  const close = async () => {
    if (isOpen) await running.close()
    isOpen = false
  }
  onTestFinished(close)
  return {
    folder: own,
    close,
    /** The log. */
    output: () => output.join(''),
    url: () => /https?:\/\/[^\s",]+/.exec(output.find((line) => line.includes('people-listen')) ?? '')?.[0] ?? '',
    /** Of the superuser that the first start has made. */
    password: () => /once: (\S+)/.exec(said.join(''))?.[1] ?? '',
  }
}

const NAMES = ['localhost', 'people.example'].map((value) => ({ type: 'dns' as const, value }))

/** A folder with the files that a `server` names for TLS. @returns who says that they are right */
export async function certifiedPeople() {
  const folder = await temporaryPeople()
  const authority = (await readCertificatePair(join(await certifiedTemplate(), 'tls'), 'ca')) as CertificatePair // it is whole
  const { cert, key } = await signOddLeaf({ names: NAMES }, 'people', authority)
  await writeFile(join(folder, 'c.pem'), cert)
  await writeFile(join(folder, 'k.pem'), key)
  return { folder, ca: authority.cert }
}

/** What `validate` says of a file, behind its exit code. */
export async function validatePeople(text: string, folder: string): Promise<string> {
  await writeFile(join(folder, 'config.yaml'), text)
  const said: string[] = []
  const call = { ...callIn(folder), words: ['validate'], clock: systemClock, terminal: terminalTo([], said) }
  const code = await runPeople(call)
  return `${code}: ${said.join('')}`
}

export async function temporaryPeople(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'started-people-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const callIn = (folder: string) => ({ words: [], options: { config: 'config.yaml' }, env: { INIT_CWD: folder } })

const terminalTo = (output: string[], said: string[]) => ({
  isTerminal: false,
  columns: 80,
  colours: false,
  progress: () => {},
  write: (line: string) => void output.push(line),
  tell: (line: string) => void said.push(line),
})

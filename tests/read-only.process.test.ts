import { execFileSync } from 'node:child_process'
import { chmod, chown, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { FREE_PORTS } from '#core/config/process-settings'
import { PEER_NAMES, type ProcessName } from '#core/config/processes'
import { LOCK_FILE } from '#core/files/folder-lock'
import { needs } from './support/needs.ts'
import { plainEnvironment } from './support/plain-environment.ts'
import { nodeWords, start, startNode, type User } from './support/processes.ts'
import { PROJECT } from './support/project-files.ts'
import { makeOldKind } from './support/tls-folder.ts'
import { until } from './support/until.ts'

/** Root is let into whatever is locked, so that a test as root starts its processes as nobody. */
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
const user: User = isRoot ? { uid: NOBODY, gid: NOBODY } : {}

const lack =
  process.platform === 'win32' ? 'Windows knows no modes of files' : !canBeReached() && 'nobody may read the project'

function canBeReached(): boolean {
  try {
    const words = ['-e', `process.exit(fs.existsSync(${JSON.stringify(join(PROJECT, 'package.json'))}) ? 0 : 1)`]
    execFileSync(process.execPath, words, { ...user, stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** With all that `npm run keys` makes. */
let folder: string
/** For what a process needs while it runs. */
let temporary: string

async function makeKeys() {
  folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-'))
  temporary = await mkdtemp(join(tmpdir(), 't-'))
  if (isRoot) for (const path of [folder, temporary]) await chown(path, NOBODY, NOBODY)
  const words = nodeWords('apps/keygen/main.ts')
  const options = {
    ...user,
    cwd: folder,
    env: { ...plainEnvironment(), KEYS_FOLDER: folder },
    stdio: 'ignore',
  } as const
  execFileSync(process.execPath, words, options)
}

async function removeKeys() {
  await makeReadOnly(folder, 0o200)
  for (const path of [folder, temporary]) await rm(path, { recursive: true })
}

/** Takes from everybody what lets write; with a mode, gives it to the owner again. */
async function makeReadOnly(folder: string, given = 0): Promise<void> {
  await chmod(folder, 0o500 | given)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await makeReadOnly(path, given)
    else await chmod(path, ((await stat(path)).mode & 0o555) | given)
  }
}

/** @returns what it prints until it listens, or ends */
async function outputOf(name: ProcessName, env: Record<string, string> = {}): Promise<string> {
  const process = startNode(
    name,
    { ...FREE_PORTS, KEYS_FOLDER: folder, STORE: 'memory', TMPDIR: temporary, ...env },
    folder,
    user,
  )
  await until('it listens, or ends', () => process.output().includes('"listening"') || process.code() !== undefined)
  process.kill('SIGTERM')
  await process.ended()
  return process.output()
}

needs(lack).describe('a folder for keys to which nothing can be written', () => {
  beforeAll(makeKeys)
  beforeEach(() => makeReadOnly(folder, 0o200))
  afterAll(removeKeys)

  test('will do once everything is there; only STORE=sqlite needs more, and says so', async () => {
    await makeReadOnly(folder)
    for (const name of PEER_NAMES) {
      const output = await outputOf(name)
      const events = [...output.matchAll(/"msg":"([\w-]+)"/g)].map(([, event]) => event)
      expect(events, output).toContain('listening')
      const examples = name === 'jwt-factory' ? ['people-are-examples'] : []
      if (name !== 'neighbours') expect(events, output).toEqual([...examples, 'listening'])
      else expect(events, output).toEqual(expect.arrayContaining(['file-not-written', 'signer-listens']))
    }
    const nowhere = await outputOf('serviceb', { TMPDIR: folder })
    expect(nowhere).toMatch(/"no-socket-for-sidecars"[^]*"listening"/)
    const sqlite = await outputOf('jwt-factory', { STORE: 'sqlite' })
    expect(sqlite).toMatch(
      /^jwt-factory cannot start: the store \S+ cannot be opened: it cannot be written to\. STORE=memory [^\n]+\n$/,
    )
    const keys = start(process.execPath, nodeWords('apps/keygen/main.ts'), { KEYS_FOLDER: folder }, folder, user)
    expect(await keys.ended()).toBe(0)
    expect(keys.output()).not.toMatch(/made|cannot/)
  })

  test('says in one line what is missing, and what to do', async () => {
    const cases: [missing: string, process: ProcessName, said: string][] = [
      ['tls/servicea.pem', 'servicea', 'tls/servicea.pem'],
      ['servicea/jwks.json', 'servicea', 'servicea/jwks.json'],
      ['servicea/client-secret', 'jwt-factory', 'servicea/client-secret'],
      ['jwt-factory/clients.json', 'jwt-factory', 'jwt-factory/clients.json'],
      ['jwt-factory/@.', 'jwt-factory', 'jwt-factory/@.*.json'],
      ['servicea', 'servicea', `${folder.slice(-6)}/servicea`],
    ]
    await rm(join(folder, 'tls', LOCK_FILE)) // a copy of the folder may lack it, too
    for (const [missing, name, said] of cases) {
      const path = join(folder, missing.endsWith('.') ? await keyFile(folder, missing) : missing)
      await rename(path, `${folder}.away`)
      await makeReadOnly(folder)
      const output = await outputOf(name)
      expect(output).toMatch(
        /^[^\n]+ cannot start: [^\n]+ is missing, and nothing can be written to its folder: run "npm run keys"[^\n]+\n$/,
      )
      expect(output).toContain(`${said} is missing`)
      await makeReadOnly(folder, 0o200)
      await rename(`${folder}.away`, path)
    }
  })

  test('says which certificate does not fit', async () => {
    await makeReadOnly(folder)
    expect(await outputOf('servicea', { TLS_NAMES: 'issuer.test' })).toMatch(
      /^servicea cannot start: tls\/servicea\.pem does not fit \(it lacks the name issuer\.test\), and nothing can be written/,
    )
  })

  test('goes on with a certificate that should be made again, and is still believed', async () => {
    await makeOldKind(join(folder, 'tls'), 'servicea')
    await makeReadOnly(folder)
    expect(await outputOf('servicea')).toMatch(/"why":"it lacks [^\n]+; it stays, [^\n]+\n[^\n]+"listening"/)
  })
})

async function keyFile(folder: string, begin: string): Promise<string> {
  const [room = '', name = ''] = begin.split('/')
  return join(room, (await readdir(join(folder, room))).find((file) => file.startsWith(name)) ?? '')
}

import { execFile } from 'node:child_process'
import { chmod, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { PROJECT } from '../support/project-files.ts'
import { mutate, RowFault, type Mutant } from './mutant.ts'

/** A test takes seconds, also on a busy machine; one that a mutant lets wait for ever fails after so long. Milliseconds. */
const LONGEST_TEST = 60_000
/** Of all its tests one at least fails in that time. Milliseconds. */
const LONGEST_FILE = 3 * LONGEST_TEST

/** What is not copied: packages are linked, and keys, history and data of others are not needed. */
const LEFT_OUT =
  /^(?:(?:tests\/interop\/)?node_modules|\.git|\.env|coverage|keys\/(?!README\.md$).*|tests\/vectors\/(?!(?:istio|judges|jwtproxy)(?:\/|$)|wycheproof-overrides).*)$/

/**
 * Puts one mutant after the other into a copy of the project, and runs the tests that should notice it. The project
 * itself is never touched, so nothing is left behind however this ends.
 * @returns whether every mutant was noticed
 */
export async function runMutants(mutants: readonly Mutant[], print: (line: string) => void): Promise<boolean> {
  const copy = await copyProject()
  try {
    const tests = [...new Set(mutants.flatMap(({ tests }) => tests))]
    const failed = await failuresOf(copy, tests)
    if (failed !== undefined) {
      print(`Without any mutant these fail, so they prove nothing: ${failed.files.join(', ') || 'they do not end'}`)
      return false
    }
    const count = { killed: 0, survived: 0, 'did not end': 0, 'does not fit': 0 }
    for (const mutant of mutants) {
      const [outcome, by] = await tryMutant(copy, mutant)
      count[outcome]++
      print(`${LABELS[outcome]}  ${mutant.file}: ${mutant.what}${by === '' ? '' : ` (${by})`}`)
    }
    print(
      `\n${mutants.length} mutants: ${Object.entries(count)
        .map(([name, times]) => `${times} ${name}`)
        .join(', ')}`,
    )
    return mutants.length > 0 && count.killed === mutants.length
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

type Outcome = 'killed' | 'survived' | 'did not end' | 'does not fit'

const LABELS: Record<Outcome, string> = {
  killed: 'killed      ',
  survived: 'SURVIVED    ',
  'did not end': 'DID NOT END ', // a mutant may hang its tests, and a busy machine may, too
  'does not fit': 'DOES NOT FIT',
}

async function tryMutant(copy: string, mutant: Mutant): Promise<[outcome: Outcome, by: string]> {
  const path = join(copy, mutant.file)
  const text = await readFile(path, 'utf8')
  try {
    await writeFile(path, mutate(text, mutant))
    const failed = await failuresOf(copy, mutant.tests)
    if (failed === undefined) return ['survived', mutant.tests.join(', ')]
    if (failed.cannotLoad !== undefined) return ['does not fit', `nothing of it can be loaded: ${failed.cannotLoad}`]
    return failed.files.length > 0 ? ['killed', failed.files.join(', ')] : ['did not end', mutant.tests.join(', ')]
  } catch (error) {
    if (error instanceof RowFault) return ['does not fit', error.message]
    throw error
  } finally {
    await writeFile(path, text)
  }
}

const isWanted = (path: string) => !LEFT_OUT.test(relative(PROJECT, path).split(sep).join('/'))

async function copyProject(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'jwt-sandbox-mutants-'))
  await chmod(copy, 0o755) // some tests start processes as nobody, and are skipped where that one may not look in
  await cp(PROJECT, copy, { recursive: true, filter: isWanted })
  await symlink(join(PROJECT, 'node_modules'), join(copy, 'node_modules'), 'junction')
  return copy
}

interface Report {
  testResults: { name: string; status: string; message: string; assertionResults: { status: string }[] }[]
}

interface Failed {
  /** Test files; none of them when the run did not end. */
  files: readonly string[]
  /** Why no test of any has begun: that notices no fault, for whatever is no program fails so. */
  cannotLoad?: string
}

/** @returns what failed; undefined when all is well */
async function failuresOf(folder: string, tests: readonly string[]): Promise<Failed | undefined> {
  const file = join(folder, 'report.json')
  await rm(file, { force: true })
  const limits = [`--testTimeout=${LONGEST_TEST}`, `--hookTimeout=${LONGEST_TEST}`]
  const reporting = ['--bail=1', '--reporter=json', `--outputFile=${file}`]
  // Its caches would go through the link, into the packages of the project.
  const caching = ['--cache=false', '--fsModuleCachePath', join(folder, '.cache')]
  const args = ['run', ...tests, '--root', folder, ...limits, ...reporting, ...caching]
  const timeout = LONGEST_FILE * tests.length
  if (await isGood(folder, timeout, [join(folder, 'node_modules', 'vitest', 'vitest.mjs'), ...args])) return undefined
  const text = await readFile(file, 'utf8').catch(() => '{"testResults":[]}')
  const { testResults }: Report = JSON.parse(text)
  const failed = testResults.filter(({ status }) => status === 'failed')
  // A file that was cut short by the failure of another counts as failed too, but no test of it has.
  const guilty = failed.filter(({ assertionResults }) => assertionResults.some(({ status }) => status === 'failed'))
  const files = (guilty.length > 0 ? guilty : failed).map(({ name }) => relative(folder, name).split(sep).join('/'))
  const first = failed.find(({ assertionResults }) => assertionResults.length === 0)
  return { files, ...(guilty.length === 0 && first && { cannotLoad: first.message.split('\n')[0] ?? '' }) }
}

function isGood(cwd: string, timeout: number, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd, timeout, maxBuffer: Infinity }, (error) => resolve(!error))
  })
}

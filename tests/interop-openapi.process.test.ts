import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CONTROLLED_NAMES } from '#core/config/processes'
import { openLoneFactory } from './support/lone-factory.ts'
import { needs } from './support/needs.ts'
import { PROJECT } from './support/project-files.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

// Proof with a validator that we did not write: what /openapi.json says is OpenAPI 3.1.

const INTEROP = join(PROJECT, 'tests', 'interop')

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

async function validate(document: string): Promise<object> {
  const program = spawn(process.execPath, [join(INTEROP, 'javascript', 'validate-openapi.js')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  program.stdin.end(document)
  return JSON.parse(await text(program.stdout))
}

const installed = needs(!existsSync(join(INTEROP, 'node_modules')) && 'npm ci --prefix tests/interop has not been run')

installed.describe('@seriousme/openapi-schema-validator', () => {
  test.each(CONTROLLED_NAMES)('finds that /openapi.json of %s is valid', async (name) => {
    const { text: document } = await sandbox.get(name, '/openapi.json')
    expect(await validate(document)).toEqual({ valid: true, version: '3.1' })
  })

  test.each([
    { OPEN: '1', OAUTH_JSON: 'on' },
    { FACTORY_ISSUER: 'discovery', CONTROL: 'off' },
  ])('finds it valid however the factory is set: %j', async (env) => {
    const other = await openLoneFactory(env)
    const answer = await fetch(`http://localhost:${other.port}/openapi.json`)
    expect(await validate(await answer.text())).toEqual({ valid: true, version: '3.1' })
    await other.close()
  })

  test('refuses what is not valid', async () => {
    const { body } = await sandbox.get('servicea', '/openapi.json')
    expect(await validate(JSON.stringify({ ...body, paths: { 'no-slash': {} } }))).toMatchObject({ valid: false })
  })
})

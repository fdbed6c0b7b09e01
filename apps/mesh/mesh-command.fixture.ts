import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { manualClock } from '#core/clock'
import { readArguments } from '#core/process/command-line'
import type { Command } from '#core/process/run-process'
import { temporaryFolder } from '../../tests/support/folders.ts'

/** Runs a command as a person does, in a folder with these files. @returns its exit code and what it wrote */
export async function runMeshCommand(command: Command, args: readonly string[], files: Record<string, string> = {}) {
  const folder = await temporaryFolder()
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return runIn(folder, command, args)
}

/** The same where the files are already. */
export async function runIn(folder: string, command: Command, args: readonly string[]) {
  let out = ''
  let told = ''
  const terminal = {
    write: (text: string) => void (out += text),
    tell: (text: string) => void (told += text),
    progress() {},
    isTerminal: false,
    columns: Infinity,
    colours: false,
  }
  const call = { ...readArguments(args, command), env: { INIT_CWD: folder }, clock: manualClock(0), terminal }
  const ended = await command.run(call).then(
    (code) => ({ code, fault: '' }),
    (error: unknown) => ({ code: 1, fault: error instanceof Error ? error.message : String(error) }),
  )
  return { ...ended, out, told }
}

/** A policy that lets webui read, and nothing else. */
export const READ_POLICY = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: readers, namespace: default}
spec:
  rules:
  - from:
    - source:
        principals: ["cluster.local/ns/default/sa/webui"]
    to:
    - operation:
        methods: ["GET"]
`

/** One case for it. */
export const caseOf = (request: object = {}, more: object = {}) => ({
  id: 'one',
  policyFile: 'read.yaml',
  workload: { namespace: 'default', name: 'backend-api', labels: { app: 'backend-api' } },
  request: { method: 'GET', path: '/data', port: 3000, peer: 'cluster.local/ns/default/sa/webui', ...request },
  ...more,
})

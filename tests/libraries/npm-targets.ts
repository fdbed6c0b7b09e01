import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Algorithm } from '#core/token/algorithms'
import { INTEROP, npmLack, npmVersion, versionOf } from '../support/interop/installed.ts'
import type { Hardening, LibraryTarget, RunningTarget, TargetSettings } from './library-target.ts'

interface NpmTargetRow {
  readonly library: string
  readonly with?: string
  /** Which library looks at the token for it. */
  readonly by?: string
  readonly algorithms?: Readonly<Record<Hardening, readonly Algorithm[]>>
}

const BOTH: readonly Algorithm[] = ['RS256', 'ES256']

/** Each has a file of its own in tests/interop/javascript, and one in its folder `hardened`. */
const NPM_TARGETS: readonly NpmTargetRow[] = [
  { library: 'express-oauth2-jwt-bearer', algorithms: { default: BOTH, hardened: ['RS256'] } },
  { library: 'express-jwt', with: 'jwks-rsa' },
  { library: 'passport-jwt', with: 'jwks-rsa' },
  { library: '@fastify/jwt', with: 'get-jwks', by: 'fast-jwt' },
  { library: 'fastify-jwt-jwks', by: 'fast-jwt', algorithms: { default: ['RS256'], hardened: ['RS256'] } },
  { library: 'jose' },
  { library: 'jsonwebtoken', with: 'jwks-rsa' },
]

/** `@fastify/jwt` is fastify-jwt.js. */
const fileOfLibrary = (library: string) => library.replace('@', '').replace('/', '-')

const named = (npm: string, version = '') => `${npm} ${version}`.trim()

const HARDENINGS: readonly Hardening[] = ['default', 'hardened']

export const npmTargets = (): readonly LibraryTarget[] =>
  NPM_TARGETS.flatMap(({ library, with: keysFrom, by, algorithms }) => {
    const packages = [library, ...(keysFrom === undefined ? [] : [keysFrom])]
    return HARDENINGS.map((hardening) => ({
      library,
      hardening,
      versions: [
        ...packages.map((npm) => named(npm, versionOf({ npm }))),
        ...(by ? [named(by, npmVersion(by))] : []),
      ].join(', '),
      lack: npmLack(packages),
      algorithms: algorithms?.[hardening] ?? BOTH,
      marker: { in: 'json', path: ['isLetIn'] } as const,
      start: (settings: TargetSettings) => startNpmTarget(library, hardening, settings),
    }))
  })

/** @throws Error where it ends before it listens; what it wrote stands in stderr */
async function startNpmTarget(library: string, hardening: Hardening, settings: TargetSettings): Promise<RunningTarget> {
  const folder = hardening === 'default' ? '' : 'hardened/'
  const [algorithm] = settings.algorithms
  const child = spawn(process.execPath, [join(INTEROP, 'javascript/serve.js')], {
    env: { NODE_ENV: 'production' },
    stdio: ['pipe', 'pipe', 'ignore'], // some write each refusal there, with its stack
  })
  const ended = once(child, 'close')
  child.stdin.write(
    `${JSON.stringify({ client: `${folder}${fileOfLibrary(library)}`, settings: { ...settings, algorithm } })}\n`,
  )
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])
  if (typeof line !== 'string') throw new Error(`${library} (${hardening}) has ended with ${line}`)
  return {
    url: `http://localhost:${JSON.parse(line).port}/`,
    async close() {
      child.stdin.end()
      await ended
    },
  }
}

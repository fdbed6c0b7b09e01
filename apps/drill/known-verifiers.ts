import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT_FOLDER } from '#core/files/project-folder'

/** The verifiers of others that can be drilled, and the quick start of each in tests/interop/javascript. */
const QUICK_STARTS: Readonly<Record<string, string>> = {
  'jwks-rsa': 'jsonwebtoken',
  jose: 'jose',
  'get-jwks': 'fastify-jwt',
  'express-oauth2-jwt-bearer': 'express-oauth2-jwt-bearer',
  'express-jwt': 'express-jwt',
  'passport-jwt': 'passport-jwt',
  'koa-jwt': 'koa-jwt',
  'fastify-jwt-jwks': 'fastify-jwt-jwks',
  hono: 'hono-of-a-type',
  'aws-jwt-verify': 'aws-jwt-verify',
  'okta-jwt-verifier': 'okta-jwt-verifier',
  'node-jose': 'node-jose',
}

export const KNOWN_VERIFIERS = Object.keys(QUICK_STARTS)

const FOLDER = join(PROJECT_FOLDER, 'tests', 'interop')

/** Their programs are too many to come along with a package. */
const NOT_IN_PACKAGE =
  '--verifier drills libraries of others, whose programs come with the sources of jwt-sandbox and not with its package. The drills of its own services are rotation and sidecars.'

/** The program that holds them. */
export const verifierProgram = () => [process.execPath, join(FOLDER, 'javascript', 'run.js')]

/**
 * @param folder where the verifiers are
 * @returns the quick start of a verifier
 * @throws Error that says how the verifiers are installed
 */
export function quickStartOf(verifier: string, folder = FOLDER): string {
  if (!existsSync(folder)) throw new Error(NOT_IN_PACKAGE)
  if (!existsSync(join(folder, 'node_modules')))
    throw new Error(`${verifier} is not installed here. Run this once: npm ci --prefix tests/interop`)
  return QUICK_STARTS[verifier] ?? verifier
}

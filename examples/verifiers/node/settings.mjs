import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'

/**
 * What the environment says.
 * @throws Error that says what is missing
 */
export function readSettings(env) {
  const needed = (name, what) => env[name] || fail(`${name} is not set: ${what}`)
  const issuer = needed('ISSUER', 'whose tokens are believed, as tokens.issuer of the configuration of people')
  const [claim, value, ...more] = needed('CLAIM', 'what a token must say, as in CLAIM=test=acc').split('=')
  if (!claim || !value || value.includes(',') || more.length > 0)
    fail('CLAIM is not one name=value, as in CLAIM=test=acc')
  const floorSeconds = Number(env.FLOOR_SECONDS ?? 10)
  if (!(floorSeconds > 0)) fail('FLOOR_SECONDS is not a number of seconds, as in FLOOR_SECONDS=10')
  const port = env.PORT ?? '3500'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) fail('PORT is not the number of a port, as in PORT=3500')
  return {
    url: `${env.PEOPLE_URL ?? 'http://localhost:8080'}/api/pkeys`,
    ca: env.CA_FILE ? readCa(env.CA_FILE) : undefined,
    floor: floorSeconds * 1000,
    issuer,
    audience: env.AUDIENCE || undefined,
    claim,
    value,
    port: Number(port),
  }
}

function readCa(file) {
  try {
    const pem = readFileSync(file, 'utf8')
    createSecureContext({ ca: pem })
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem
    return fail(`there is no certificate in ${file}`)
  } catch (error) {
    return fail(`CA_FILE cannot be used: ${error.message}`)
  }
}

function fail(message) {
  throw new Error(message)
}

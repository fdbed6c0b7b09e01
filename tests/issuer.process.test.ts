import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { ask } from './support/play-all.ts'
import { freePortSettings } from './support/ports.ts'
import { npm, testFolder, testKeysFolder } from './support/processes.ts'
import { until } from './support/until.ts'

const hasCurl = spawnSync('curl', ['--version']).status === 0

/** On a terminal, which LOG_FORMAT=pretty stands in for. */
async function startIssuer(env: Record<string, string>) {
  const keysFolder = await testKeysFolder()
  const issuer = npm(['run', '-s', 'issuer'], { LOG_FORMAT: 'pretty', ...env, KEYS_FOLDER: keysFolder })
  await until('the banner', () => {
    if (issuer.code() !== undefined) throw new Error(issuer.output())
    return issuer.output().includes('Ctrl-C stops the issuer')
  })
  return { issuer, keysFolder }
}

test.each(['https', 'http'])(
  'npm run issuer starts the factory alone and says what to paste, all of which works as it stands: %s',
  async (scheme) => {
    const { env, ports } = await freePortSettings()
    const port = scheme === 'http' ? ports['FACTORY_PORT'] : ports['FACTORY_TLS_PORT']
    const url = `${scheme}://localhost:${port}`
    const { issuer, keysFolder } = await startIssuer({
      ...env,
      ...(scheme === 'http' && { FACTORY_URL: url, FACTORY_ISSUER: 'discovery' }),
    })
    const told = issuer.output()
    const line = (name: string) => new RegExp(`\n  ${name} +(\\S+)\n`).exec(told)?.[1]
    expect([line('issuer'), line('key set'), line('audience')]).toEqual([url, `${url}/jwks`, 'serviceb'])
    if (scheme === 'https') expect(await readFile(line('CA') ?? '', 'utf8')).toContain('BEGIN CERTIFICATE')
    const { body } = (await ask(ports['FACTORY_PORT'], '/.well-known/openid-configuration')) ?? {}
    expect(body).toMatchObject({ issuer: url, jwks_uri: `${url}/jwks` })

    const [curl = '', anyClaims] = told.match(/^ {2}curl .+$/gm) ?? []
    expect(curl).toContain(join(keysFolder, 'servicea', 'client-secret'))
    const cwd = await testFolder()
    const answer = (line: string) => spawnSync('sh', ['-c', `${line} -sS`], { cwd, encoding: 'utf8' }).stdout
    if (hasCurl) {
      expect(JSON.parse(answer(curl))).toMatchObject({ token_type: 'Bearer', access_token: expect.any(String) })
      if (scheme === 'http') {
        const token = answer(anyClaims ?? '')
        expect(decodeJwt(token)).toMatchObject({ iss: url, sub: 'alice', roles: ['clerk'] })
      } else expect(anyClaims).toBeUndefined()
    }
    issuer.kill('SIGTERM')
    await until('its end', () => !issuer.hasLeftSomething())
  },
)

test('into a pipe it writes lines of JSON alone, of which one says what a verifier must know', async () => {
  const { env, ports } = await freePortSettings()
  const keysFolder = await testKeysFolder()
  const issuer = npm(['run', '-s', 'issuer'], { ...env, KEYS_FOLDER: keysFolder })
  await until('the line', () => issuer.output().includes('"issuer-ready"}\n'))
  issuer.kill('SIGTERM')
  await until('its end', () => !issuer.hasLeftSomething())
  const lines = issuer
    .output()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  for (const line of lines) expect(line).toHaveProperty('msg')
  const url = `https://localhost:${ports['FACTORY_TLS_PORT']}`
  const [told, ...more] = lines.filter(({ msg }) => msg === 'issuer-ready')
  expect(told).toMatchObject({
    level: 30,
    issuer: url,
    keySet: `${url}/jwks`,
    tokens: `${url}/token`,
    audience: 'serviceb',
  })
  expect(await readFile(told.ca, 'utf8')).toContain('BEGIN CERTIFICATE')
  expect(told).toMatchObject({ client: 'servicea', secretFile: join(keysFolder, 'servicea', 'client-secret') })
  expect(more).toEqual([])
})

import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { certifiedFolder } from './support/folders.ts'
import { openLoneFactory, type LoneFactory } from './support/lone-factory.ts'
import { needs } from './support/needs.ts'
import { plainEnvironment } from './support/plain-environment.ts'
import { nodeWords, npm, testFolder } from './support/processes.ts'

// What `npm run keys -- --trust` prints is pasted into a shell; programs of each runtime that is here then call the issuer.

const run = promisify(execFile)
const has = (program: string, ...words: string[]) => spawnSync(program, words).status === 0

let keysFolder: string
let factory: LoneFactory
beforeAll(async () => {
  const made = await certifiedFolder()
  keysFolder = join(made, "it's a folder", 'keys') // a shell takes it apart where it is not quoted
  await mkdir(join(made, "it's a folder"))
  await mkdir(keysFolder, { mode: 0o700 })
  await rename(join(made, 'tls'), join(keysFolder, 'tls'))
  factory = await openLoneFactory({}, { keysFolder })
})
afterAll(() => factory.close())

async function trustLinesOf(runtime: string): Promise<string> {
  const words = nodeWords('apps/keygen/main.ts', `--trust=${runtime}`)
  const { stdout } = await run(process.execPath, words, { env: { ...plainEnvironment(), KEYS_FOLDER: keysFolder } })
  return stdout
}

const JAVA = `public class Trust { public static void main(String[] words) throws Exception {
  System.out.println(new String(java.net.URI.create(words[0]).toURL().openStream().readAllBytes())); } }
`
const GO = `package main
import ("io"; "net/http"; "os")
func main() { answer, err := http.Get(os.Args[1]); if err != nil { panic(err) }; io.Copy(os.Stdout, answer.Body) }
`

const CALLS: [runtime: string, isMissing: string | false, command: (url: string) => string][] = [
  [
    'node',
    false,
    (url) => `"$NODE" -e "fetch('${url}').then((answer) => answer.json()).then(({ issuer }) => console.log(issuer))"`,
  ],
  ['curl', !has('curl', '--version') && 'there is no curl', (url) => `curl -sS --noproxy '*' ${url}`],
  [
    'python',
    !has('python3', '--version') && 'there is no Python',
    (url) => `python3 -c "import urllib.request as u; print(u.urlopen('${url}').read())"`,
  ],
  [
    'openssl',
    !has('openssl', 'version') && 'there is no openssl',
    (url) => `openssl s_client -connect ${new URL(url).host} -verify_return_error </dev/null && echo ${url}`,
  ],
  [
    'ruby',
    !has('ruby', '--version') && 'there is no Ruby',
    (url) => `ruby -ropen-uri -e "puts URI.open('${url}').read"`,
  ],
  ['go', !has('go', 'version') && 'there is no Go', (url) => `go run trust.go ${url}`],
  [
    'java',
    !(has('java', '--version') && has('keytool', '-help')) && 'there is no Java',
    (url) => `java Trust.java ${url}`,
  ],
]

describe.each(CALLS)('--trust=%s', (runtime, isMissing, command) => {
  needs(isMissing).test('makes it trust the issuer, which it does not by itself', async () => {
    const url = `https://localhost:${factory.tlsPort}/.well-known/openid-configuration`
    const env = { ...plainEnvironment(), NODE: process.execPath }
    const cwd = await testFolder()
    await writeFile(join(cwd, 'Trust.java'), JAVA)
    await writeFile(join(cwd, 'trust.go'), GO)
    const shell = (script: string) => run('sh', ['-ec', script], { env: { ...env, GO111MODULE: 'off' }, cwd })
    await expect(shell(command(url))).rejects.toThrow()
    const before = await readdir(cwd)
    const lines = await trustLinesOf(runtime)
    const { stdout } = await shell(`${lines}\n${lines}\n${command(url)}`) // as somebody pastes them each time
    expect(stdout).toContain(`https://localhost:${factory.tlsPort}`)
    expect(await readdir(cwd)).toEqual(before)
  })
})

test('--trust=node-program prints a program that trusts it', async () => {
  const url = `https://localhost:${factory.tlsPort}/jwks`
  const program = `${await trustLinesOf('node-program')}\nconsole.log((await fetch('${url}')).status)`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { env: plainEnvironment() })
  expect(stdout).toBe('200\n')
})

test('where there is no authority yet, it is made; and a runtime that nobody knows makes nothing', async () => {
  const folder = join(await testFolder(), 'keys')
  const unknown = npm(['run', '-s', 'keys', '--', '--trust=cobol'], { KEYS_FOLDER: folder })
  expect(await unknown.ended()).toBe(2)
  expect(existsSync(folder)).toBe(false)
  const known = npm(['run', '-s', 'keys', '--', '--trust', 'node'], { KEYS_FOLDER: folder })
  expect(await known.ended(), known.output()).toBe(0)
  expect(existsSync(join(folder, 'tls', 'ca.pem'))).toBe(true)
  expect(known.output()).toBe(`export NODE_EXTRA_CA_CERTS=${join(folder, 'tls', 'ca.pem')}\n`)
})

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { PROCESSES, type ProcessName } from '#core/config/house.ts'
import type { TestSandbox } from './sandbox.ts'

/** A fenced block of a document. */
export interface Block {
  language: string
  lines: string[]
}

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm

export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(FENCE)].map(([, language = '', text = '']) => ({
    language,
    lines: text.trimEnd().split('\n'),
  }))
}

/** The commands of all `sh` blocks, one by one: `a && b` is two. */
export function commandsOf(markdown: string): string[] {
  const lines = blocksOf(markdown).flatMap(({ language, lines }) => (language === 'sh' ? lines : []))
  return lines.flatMap((line) => line.split(' && ')).map((command) => command.replace(/\s+#.*$/, '').trim())
}

/** What a document shows behind the block with this command. */
export function shownAfter(markdown: string, command: string): string {
  const blocks = blocksOf(markdown)
  const at = blocks.findIndex(({ language, lines }) => language === 'sh' && lines.join('\n') === command)
  return blocks[at + 1]?.lines.join('\n') ?? ''
}

/** The words of a command as a shell would cut them; quotes of both kinds, nothing cleverer. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  )
}

/** Runs a curl command of a document as it stands, but on the ports and the certificate authority of a test sandbox. */
export async function runCurl(command: string, sandbox: TestSandbox): Promise<string> {
  const [, ...words] = wordsOf(command)
  const own = words.map((word) => word.replace(/^keys\//, `${sandbox.keysFolder}/`))
  const { stdout } = await promisify(execFile)('curl', ['-sS', '--noproxy', '*', ...portMap(sandbox), ...own])
  return stdout
}

function portMap({ factory, services }: TestSandbox): string[] {
  const names = Object.keys(PROCESSES) as ProcessName[] // Object.keys forgets the literal type
  return names.flatMap((name) => {
    const { port, tlsPort } = name === 'jwt-factory' ? factory : services[name]
    const pairs = [
      [PROCESSES[name].port, port],
      [PROCESSES[name].tlsPort, tlsPort],
    ]
    return pairs.flatMap(([documented, real]) => ['--connect-to', `localhost:${documented}:127.0.0.1:${real}`])
  })
}

/** Members whose value is another one each time. */
const VOLATILE = new Set(['iat', 'exp', 'jti', 'expiredAt'])

/** An answer with its volatile values replaced by their type: what a document must show. */
export function stable(value: unknown, name = ''): unknown {
  if (VOLATILE.has(name)) return typeof value
  if (Array.isArray(value)) return value.map((item) => stable(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, stable(member, key)]))
}

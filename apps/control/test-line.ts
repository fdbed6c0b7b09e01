import { readArguments, UsageFault } from '#core/process/command-line'
import { CONTROL_LINE, readControlOptions } from './options.ts'

/** What the files hold that a line may name. */
export const FILES: Record<string, string> = {
  'client.json': '{"secret":"0123456789abcdef"}',
  'key.pem': '-----BEGIN PRIVATE KEY-----',
  'key.jwk': '{"kty":"oct"}',
  'order.json': '{"claims":null}',
  'list.json': '[]',
  'policies.yaml': 'kind: x',
}

async function readFile(file: string): Promise<string> {
  const text = FILES[file]
  if (text === undefined) throw new UsageFault(`${file} cannot be read: there is no such file.`)
  return text
}

/** Reads a line as a person types it, word by word. */
export const readLine = async (line: string) =>
  readControlOptions({ ...readArguments(line.split(' ').filter(Boolean), CONTROL_LINE), readFile })

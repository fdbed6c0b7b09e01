import { StringDecoder } from 'node:string_decoder'

/** As much of a terminal, or of a pipe, as it takes to ask somebody. */
export interface PasswordInput extends AsyncIterable<Uint8Array | string> {
  readonly isTTY?: boolean
  setRawMode?(isRaw: boolean): unknown
}

/** Characters, of which there may be as many bytes. */
const LONGEST_TYPED = 1024

const [INTERRUPT, END, BACKSPACE, DELETE, CLEAR] = ['\u0003', '\u0004', '\b', '\u007f', '\u0015']

/**
 * Asks for a password: on a terminal without showing what is typed, with backspace and Ctrl-U; from a pipe its first line. The terminal is
 * left as it was, whatever happens.
 * @returns undefined where somebody pressed Ctrl-C, or nothing was said
 * @throws RangeError for a line that is longer than a password
 */
export async function askPassword(
  prompt: string,
  input: PasswordInput,
  output: { write(text: string): unknown },
): Promise<string | undefined> {
  const isTerminal = input.isTTY === true && input.setRawMode !== undefined
  if (isTerminal) output.write(prompt)
  input.setRawMode?.(true)
  try {
    return await readSecretLine(input, isTerminal)
  } finally {
    input.setRawMode?.(false)
    if (isTerminal) output.write('\n')
  }
}

async function readSecretLine(input: PasswordInput, isTerminal: boolean): Promise<string | undefined> {
  const decoder = new StringDecoder('utf8')
  let typed: string[] = []
  for await (const chunk of input) {
    for (const letter of typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk))) {
      if (letter === '\n' || (isTerminal && letter === '\r')) return withoutReturn(typed)
      if (isTerminal && (letter === INTERRUPT || letter === END)) return undefined
      if (isTerminal && (letter === BACKSPACE || letter === DELETE)) typed.pop()
      else if (isTerminal && letter === CLEAR) typed = []
      else typed.push(letter)
      if (typed.length > LONGEST_TYPED) throw new RangeError(`a password has ${LONGEST_TYPED} characters at most`)
    }
  }
  return typed.length === 0 ? undefined : withoutReturn(typed)
}

/** Lines of other systems end with two characters. */
const withoutReturn = (typed: readonly string[]): string => typed.join('').replace(/\r$/, '')

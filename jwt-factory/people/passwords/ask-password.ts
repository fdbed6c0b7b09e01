import { Buffer } from 'node:buffer'
import { StringDecoder } from 'node:string_decoder'

/** As much of a terminal, or of a pipe, as it takes to ask somebody. */
export interface PasswordInput extends AsyncIterable<Uint8Array | string> {
  readonly isTTY?: boolean
  setRawMode?(isRaw: boolean): unknown
}

export interface PasswordPrompt {
  /** Whether somebody types; otherwise it comes from a pipe. */
  readonly isTerminal: boolean
  /**
   * @returns undefined where somebody pressed Ctrl-C, or nothing was said
   * @throws RangeError for a line that is longer than a password
   */
  ask(prompt: string): Promise<string | undefined>
  /** Nobody is asked any more. */
  close(): Promise<void>
}

/** Characters, of which there may be as many bytes. */
const LONGEST_TYPED = 1024

const [INTERRUPT, END, BACKSPACE, DELETE, CLEAR] = ['\u0003', '\u0004', '\b', '\u007f', '\u0015']

/**
 * Asks for passwords: on a terminal without showing what is typed, with backspace and Ctrl-U; from a pipe a line each. The terminal is left
 * as it was after each, whatever happens.
 */
export function openPasswordPrompt(input: PasswordInput, output: { write(text: string): unknown }): PasswordPrompt {
  const isTerminal = input.isTTY === true && input.setRawMode !== undefined
  const letters = lettersOf(input)

  async function readLine(): Promise<string | undefined> {
    let typed: string[] = []
    for (let next = await letters.next(); !next.done; next = await letters.next()) {
      const letter = next.value
      if (letter === '\n' || (isTerminal && letter === '\r')) return withoutReturn(typed)
      if (isTerminal && (letter === INTERRUPT || letter === END)) return undefined
      if (isTerminal && (letter === BACKSPACE || letter === DELETE)) typed.pop()
      else if (isTerminal && letter === CLEAR) typed = []
      else typed.push(letter)
      if (typed.length > LONGEST_TYPED) throw new RangeError(`a password has ${LONGEST_TYPED} characters at most`)
    }
    return typed.length === 0 ? undefined : withoutReturn(typed)
  }

  return {
    isTerminal,
    async ask(prompt) {
      input.setRawMode?.(true) // before anybody is asked: who is quick would see the first letters
      if (isTerminal) output.write(prompt)
      try {
        return await readLine()
      } finally {
        input.setRawMode?.(false)
        if (isTerminal) output.write('\n')
      }
    },
    close: async () => void (await letters.return(undefined)),
  }
}

/** One after the other: what comes behind a line waits for the next question. */
async function* lettersOf(input: PasswordInput): AsyncGenerator<string, undefined> {
  const decoder = new StringDecoder('utf8')
  for await (const chunk of input) yield* typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk))
  return undefined
}

/** Lines of other systems end with two characters. */
const withoutReturn = (typed: readonly string[]): string => typed.join('').replace(/\r$/, '')

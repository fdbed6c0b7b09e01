import { isSecretValue } from './own-secrets.ts'
import { quoteForBash } from './quote-for-bash.ts'

/**
 * What stands in a line for a secret that the person has: a variable of the shell, which says itself what to set where it is not.
 * @param what of the run it is: `header`, `parameter`, `body`
 */
export function shellVariable(what: string, name: string): string {
  const shown = name.replace(/[^\w-]/g, '_')
  const variable = `PROBE_${(shown === '' ? what : shown).toUpperCase().replaceAll('-', '_')}`
  return `"\${${variable}:?set it to the ${[what, shown].filter(Boolean).join(' ')} of the run}"`
}

/**
 * An address as one word for bash, in which the values of its query are variables, but for numbers and truth values.
 * @param isOwn which parameters are meant, as they stand there: `name=value`
 * @param write makes a word of what is no secret
 */
export function addressWord(
  url: string,
  isOwn: (parameter: string) => boolean = () => true,
  write: (text: string) => string = quoteForBash,
): string {
  const [words, rest] = url.split(/(?<=[?&])/).reduce<[string, string]>(
    ([before, text], piece) => {
      const [, name = '', value = '', end = ''] = /^([^=]*)=(.*?)(&?)$/s.exec(piece) ?? []
      const isSecret = name !== '' && value !== '' && /[?&]$/.test(text) && isOwn(`${name}=${value}`)
      if (!isSecret || !isSecretValue(value)) return [before, text + piece]
      return [`${before}${write(`${text}${name}=`)}${shellVariable('parameter', name)}`, end]
    },
    ['', ''],
  )
  return rest === '' ? words : words + write(rest)
}

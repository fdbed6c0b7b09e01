import { UsageFault } from '#core/process/command-line'

/** Who signs the tokens of a run. */
export type ChosenIssuer =
  | { readonly kind: 'factory'; readonly url: string | undefined }
  | { readonly kind: 'served'; readonly port: number }
  | { readonly kind: 'black-box'; readonly file: string; readonly renewal?: string }

/** @throws UsageFault where several were named, or what is of another */
export function chosenIssuer(
  factory: string | undefined,
  port: number | undefined,
  file: string | undefined,
  renewal: string | undefined,
): ChosenIssuer {
  const ways = [
    factory !== undefined && '--factory',
    port !== undefined && '--serve-issuer',
    file !== undefined && '--token',
  ]
  const [one, another] = ways.filter(Boolean)
  if (another) throw new UsageFault(`One issuer signs for a run: choose ${one} or ${another}.`)
  if (file !== undefined) return { kind: 'black-box', file, ...(renewal !== undefined && { renewal }) }
  if (renewal !== undefined)
    throw new UsageFault('--renewal is the value that renews one token: give that with --token FILE.')
  return port === undefined ? { kind: 'factory', url: factory } : { kind: 'served', port }
}

/** A form of a page that a person would fill in, or press the button of. */
export interface PageForm {
  action: URL
  /** Fields with what stands in them already. */
  fields: ReadonlyMap<string, string>
  /** Where a name and a password go; undefined for a form without a password. */
  wants?: { username: string; password: string }
}

/**
 * The first form of a page that is sent by POST. It reads pages of ours alone, as far as a play needs them: no page of others comes here.
 * @param url of the page @returns undefined where there is none
 */
export function readPageForm(html: string, url: URL): PageForm | undefined {
  for (const { 1: head = '', 2: body = '' } of html.matchAll(/<form\b([^<>]*)>((?:(?!<\/form>)[\s\S])*)/gi)) {
    const attributes = attributesOf(head)
    if (attributes.get('method')?.toLowerCase() !== 'post') continue
    const inputs = [...body.matchAll(/<(?:input|button)\b([^<>]*)>/gi)].map(({ 1: tag = '' }) => attributesOf(tag))
    const named = inputs.filter((input) => input.has('name'))
    const ofType = (...types: string[]) =>
      named.find((input) => types.includes(input.get('type') ?? 'text'))?.get('name')
    const [username, password] = [ofType('text', 'email'), ofType('password')]
    return {
      action: new URL(attributes.get('action') || url.href, url),
      fields: new Map(inputs.filter(isSent).map((input) => [String(input.get('name')), input.get('value') ?? ''])),
      ...(username !== undefined && password !== undefined && { wants: { username, password } }),
    }
  }
  return undefined
}

/** The first button is the one that a person presses who has filled it in, whether it has a name or not. */
const isSent = (input: ReadonlyMap<string, string>, at: number, all: readonly ReadonlyMap<string, string>[]) =>
  input.has('name') && (input.get('type') !== 'submit' || at === all.findIndex((one) => one.get('type') === 'submit'))

const attributesOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/([a-z-]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi)].map(
      ({ 1: name = '', 2: inDouble, 3: inSingle, 4: bare }) => [
        name.toLowerCase(),
        withoutEntities(inDouble ?? inSingle ?? bare ?? ''),
      ],
    ),
  )

/** As much of a page is looked at for its words. Characters. */
const MOST_OF_PAGE = 20_000

/** What a page says, without its tags. */
export const wordsOfPage = (html: string): string =>
  withoutEntities(
    html
      .slice(0, MOST_OF_PAGE)
      .replaceAll(/<(head|style|script)\b[\s\S]*?<\/\1>/gi, ' ')
      .replaceAll(/<[^<>]*>/g, ' '),
  )
    .replaceAll(/\s+/g, ' ')
    .trim()

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const withoutEntities = (text: string) =>
  text.replaceAll(
    /&(?:#(\d{1,6})|#x([\da-f]{1,5})|([a-z]+));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole
    },
  )

/**
 * An issuer is compared as text (RFC 8414 §3.3), and found by what programs read in it. So there is one way to write what they
 * read; capital letters of the host, the usual port and a slash at the end make another name of the same place, which is honoured.
 * @param value an http or https URL
 * @returns what is wrong, as the end of a sentence that begins with the value; undefined where nothing is
 */
export function issuerMisspelling(value: string): string | undefined {
  const [, authority = '', path = ''] = /^https?:\/\/([^/?#\\]*)([^?#]*)/i.exec(value) ?? []
  if (authority === '' || !URL.canParse(value)) return 'must have the name of a host right after http:// or https://'
  if (authority.includes('@')) return 'must have no user in it'
  const url = new URL(value)
  const usualPort = url.protocol === 'https:' ? /:443$/ : /:80$/
  if (authority.toLowerCase().replace(usualPort, '') !== url.host)
    return `is read by clients as ${url.origin}: write the host and the port like that`
  if (path !== '' && path !== url.pathname)
    return `is read by clients with the path ${url.pathname}: write the path like that`
  if (path.includes('//')) return 'must not have two slashes in a row in its path'
  if (hasNeedlessEscape(path)) return 'must not have a letter, digit, - . _ ~ / or \\ in its path as % and two digits'
  return undefined
}

/** For some programs these are the same as what they stand for, and for others not (RFC 3986 §6.2.2.2). */
function hasNeedlessEscape(path: string): boolean {
  return path
    .split('%')
    .slice(1)
    .some((part) => {
      const digits = /^[0-9a-f]{2}/i.exec(part)?.[0]
      return digits === undefined || /[\w.~/\\\p{Cc}-]/u.test(String.fromCodePoint(Number.parseInt(digits, 16)))
    })
}

import * as tls from 'node:tls'

/** What this process believed before, and the authorities of sandboxes that it believes besides. */
let before: readonly string[] | undefined
const besides = new Set<string>()

const apply = () => {
  before ??= tls.getCACertificates('default')
  tls.setDefaultCACertificates([...before, ...besides])
  if (besides.size === 0) before = undefined
}

/**
 * From now on all of this process trusts an authority: the global `fetch`, and the service under test when it runs here, too. Connections that
 * stand go on when it is taken back.
 * @param ca PEM; undefined where there is none to trust: then nothing happens
 * @throws Error on a Node that cannot be told (before 22.19 and 24.5)
 */
export function trustAuthorityHere(ca: string | undefined): Disposable {
  if (ca === undefined) return { [Symbol.dispose]: () => {} }
  if (typeof tls.setDefaultCACertificates !== 'function')
    throw new Error('This Node cannot be told of an authority while it runs: take 22.19, 24.5 or newer, or tls: false.')
  besides.add(ca)
  apply()
  return {
    [Symbol.dispose]() {
      if (besides.delete(ca)) apply()
    },
  }
}

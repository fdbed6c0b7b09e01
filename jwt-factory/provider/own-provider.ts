import { Provider, type Configuration } from 'oidc-provider'

/**
 * The provider of the library, which says where it is as its issuer says, and by nothing that a client sends: no Host and no
 * X-Forwarded-* of a request changes an address in an answer, or whether cookies are for TLS alone.
 */
export class OwnProvider extends Provider {
  constructor(issuer: string, configuration: Configuration) {
    super(issuer, configuration)
    const { protocol, host, hostname, origin } = new URL(issuer)
    const said = { protocol: protocol.slice(0, -1), host, hostname, origin, secure: protocol === 'https:' }
    for (const [name, value] of Object.entries(said)) Object.defineProperty(this.request, name, { get: () => value })
    Object.defineProperty(this, 'OIDCContext', { value: locatedBy(this) })
  }
}

/** Its addresses are those of the provider itself. */
function locatedBy(provider: Provider): Provider['OIDCContext'] {
  return class extends provider.OIDCContext {
    override urlFor(name: string, options?: Parameters<Provider['urlFor']>[1]): string {
      return provider.urlFor(name, options)
    }
  }
}

/** Issuers for tests, as their users start them. */
export type BenchIssuer = 'jwt-sandbox' | 'oauth2-mock-server'

interface OurTestKit {
  startIssuer(options: object): Promise<{ url: string; token(): PromiseLike<string> }>
}

interface OtherTestKit {
  OAuth2Server: new () => {
    issuer: { keys: { generate(algorithm: string): Promise<unknown> }; buildToken(): Promise<string> }
    start(port: number, host: string): Promise<void>
    address(): { port: number }
  }
}

/** Each makes its first token, and says at which port of this machine it listens by plain HTTP. */
export const ISSUER_STARTS: Readonly<Record<BenchIssuer, (library: never, algorithm: string) => Promise<number>>> = {
  async 'jwt-sandbox'({ startIssuer }: OurTestKit, algorithm) {
    const issuer = await startIssuer({ tls: false, algorithms: [algorithm] })
    await issuer.token()
    return Number(new URL(issuer.url).port)
  },
  async 'oauth2-mock-server'({ OAuth2Server }: OtherTestKit, algorithm) {
    const server = new OAuth2Server()
    await server.issuer.keys.generate(algorithm)
    await server.start(0, 'localhost')
    await server.issuer.buildToken()
    return server.address().port
  },
}

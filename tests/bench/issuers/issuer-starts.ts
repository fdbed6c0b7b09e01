/** Issuers for tests, as their users start them: alone, and ours with all services of the sandbox, too. */
export type BenchIssuer = 'jwt-sandbox' | 'whole sandbox' | 'oauth2-mock-server'

/** An issuer that has made its first token. */
export interface StartedIssuer {
  /** Where it listens on this machine, by plain HTTP. */
  port: number
  token(): PromiseLike<string>
}

interface OurIssuer {
  url: string
  token(): PromiseLike<string>
}

interface OurTestKit {
  startIssuer(options: object): Promise<OurIssuer>
  startSandbox(options: object): Promise<OurIssuer>
}

interface OtherTestKit {
  OAuth2Server: new () => {
    issuer: { keys: { generate(algorithm: string): Promise<unknown> }; buildToken(): Promise<string> }
    start(port: number, host: string): Promise<void>
    address(): { port: number }
  }
}

/** Each makes its first token. */
export const ISSUER_STARTS: Readonly<
  Record<BenchIssuer, (library: never, algorithm: string) => Promise<StartedIssuer>>
> = {
  'jwt-sandbox': ({ startIssuer }: OurTestKit, algorithm) => startOurs(startIssuer, algorithm),
  'whole sandbox': ({ startSandbox }: OurTestKit, algorithm) => startOurs(startSandbox, algorithm),
  async 'oauth2-mock-server'({ OAuth2Server }: OtherTestKit, algorithm) {
    const server = new OAuth2Server()
    await server.issuer.keys.generate(algorithm)
    await server.start(0, 'localhost')
    const token = () => server.issuer.buildToken()
    await token()
    return { port: server.address().port, token }
  },
}

async function startOurs(start: OurTestKit['startIssuer'], algorithm: string): Promise<StartedIssuer> {
  const issuer = await start({ tls: false, algorithms: [algorithm] })
  const token = () => issuer.token()
  await token()
  return { port: Number(new URL(issuer.url).port), token }
}

import { ConfidentialClientApplication, ProtocolMode } from '@azure/msal-node'

/** MSAL for Node, as its documents write it for issuers that are not Microsoft's. */
export default function ({ issuer, id, secret }) {
  const application = new ConfidentialClientApplication({
    auth: { clientId: id, clientSecret: secret, authority: issuer, knownAuthorities: [new URL(issuer).host] },
    system: { protocolMode: ProtocolMode.OIDC },
  })
  const grant = async () => (await application.acquireTokenByClientCredential({ scopes: ['orders.read'] })).accessToken
  return {
    discover: async () => (await grant()) && issuer,
    body: grant,
  }
}

/** What stands between two slashes of an address: what it is, and one that is there from the start. */
export const PATH_PARAMETERS: Readonly<Record<string, { description: string; example: string }>> = {
  ringId: { description: 'The name of a ring of keys.', example: 'servicea' },
  kid: { description: 'The id of a key: its RFC 7638 thumbprint.', example: 'the-kid-of-a-key' },
  service: { description: 'The name of a service at the key registry.', example: 'orders' },
  name: { description: 'The name of an issuer below the main one.', example: 'demo' },
  traceId: {
    description: 'A trace id (W3C Trace Context): 32 hexadecimal digits.',
    example: '0af7651916cd43dd8448eb211c80319c',
  },
  clientId: { description: 'The id of a registered client.', example: 'servicea' },
  id: { description: 'The id of a fault, or of a registered client.', example: 'orders' },
}

/** An address as a template (OpenAPI 3.1 §4.8.8.1): `/keys/:ringId` → `/keys/{ringId}`. Signs that stand for themselves do so. */
export const pathTemplate = (path: string): string =>
  path.replaceAll(/\\(.)|:(\w+)/g, (_, literal?: string, name?: string) => literal ?? `{${name}}`)

import { describedOperations, type DescribedOperation, type ReadDocument } from './described-operations.ts'

/** A process, and where it is called: a variable of the collection, with its value when nothing is set. */
export interface CollectedProcess {
  name: string
  variable: string
  address: string
  document: ReadDocument
}

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json'

/**
 * All requests as a collection of HTTP tools (the format of Postman, version 2.1, which Bruno, Hoppscotch and Insomnia read,
 * too): a folder for each process, and each request with its example. A secret is a variable that stays empty.
 */
export function collectionOf(processes: readonly CollectedProcess[]): object {
  return {
    info: {
      name: 'jwt-sandbox',
      description:
        'The requests that the sandbox takes; those of the main issuer stand for all others. Made from /openapi.json of its processes.',
      schema: SCHEMA,
    },
    item: processes.map(({ name, variable, document }) => ({
      name,
      item: describedOperations(document)
        .filter(({ path }) => !path.startsWith('/issuers/{name}/'))
        .map((operation) => requestOf(operation, `{{${variable}}}`)),
    })),
    variable: [
      ...processes.map(({ variable, address }) => ({ key: variable, value: address })),
      { key: 'clientId', value: 'servicea' },
      { key: 'clientSecret', value: '' },
      { key: 'accessToken', value: '' },
      { key: 'controlToken', value: '' },
    ],
  }
}

const AUTH: Record<string, object> = {
  client: {
    type: 'basic',
    basic: [
      { key: 'username', value: '{{clientId}}', type: 'string' },
      { key: 'password', value: '{{clientSecret}}', type: 'string' },
    ],
  },
  token: { type: 'bearer', bearer: [{ key: 'token', value: '{{accessToken}}', type: 'string' }] },
  control: { type: 'bearer', bearer: [{ key: 'token', value: '{{controlToken}}', type: 'string' }] },
}

function requestOf({ method, path, summary, fill, proof, type, example }: DescribedOperation, base: string): object {
  const auth = proof === undefined ? undefined : AUTH[proof]
  return {
    name: `${method.toUpperCase()} ${path}`,
    request: {
      method: method.toUpperCase(),
      description: summary,
      url: `${base}${fill(path)}`,
      ...(type !== undefined && { header: [{ key: 'content-type', value: type }], body: bodyOf(type, example) }),
      ...(auth && { auth }),
    },
  }
}

function bodyOf(type: string, example: unknown): object {
  if (type !== 'application/x-www-form-urlencoded')
    return { mode: 'raw', raw: JSON.stringify(example, null, 2), options: { raw: { language: 'json' } } }
  const fields = Object.entries(Object(example)).map(([key, value]) => ({ key, value: String(value), type: 'text' }))
  return { mode: 'urlencoded', urlencoded: fields }
}

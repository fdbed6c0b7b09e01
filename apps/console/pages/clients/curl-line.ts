import { FORM_GRANTS, type ClientsState, type ShownClient } from './clients-state.ts'

/** Whose secrets stand in files of their own. */
const WITH_SECRET_FILE = new Set(['servicea', 'serviceb', 'servicec'])

/**
 * The same question, as the client itself asks it. The secret is never in it: a shell reads it from its file, or from a
 * variable of the person who knows it.
 */
export function curlLine({ question, factoryUrl, keys, register }: ClientsState): string {
  const client = register.clients.find(({ id }) => id === question.client)
  const { type, needs } = FORM_GRANTS[question.grant] ?? FORM_GRANTS[0]
  const base = question.issuer === '@' ? factoryUrl : `${factoryUrl.replace(/\/$/, '')}/issuers/${question.issuer}`
  const cacert = base.startsWith('https:') ? ` --cacert ${keys}/tls/ca.pem` : ''
  const form = {
    grant_type: type,
    ...(question.audience !== '' && { audience: question.audience }),
    ...(question.scopes.length > 0 && { scope: question.scopes.join(' ') }),
    ...(question.lifetime !== '' && { lifetime: question.lifetime }),
  }
  const words = Object.entries(form).map(([name, value]) => `-d ${inQuotes(`${name}=${value}`)}`)
  const given = needs.filter((name) => name !== 'actor_token' || question.presented.actor_token)
  const presented = given.flatMap((name) => [
    `--data-urlencode "${name}=$${name.toUpperCase()}"`,
    ...(name === 'assertion' ? [] : [`-d ${name}_type=urn:ietf:params:oauth:token-type:access_token`]),
  ])
  const address = `${base.replace(/\/$/, '')}/token`
  const proof = proofInCurl(question.client, keys, client)
  const lines = [`curl${cacert}`, ...(proof === '' ? [] : [proof]), ...words, ...presented, address]
  return lines.join(' \\\n  ')
}

function proofInCurl(id: string, keys: string, client: ShownClient | undefined): string {
  const proves = client?.proves ?? []
  if (proves.includes('client_secret'))
    return WITH_SECRET_FILE.has(id) ? `-u "${id}:$(cat ${keys}/${id}/client-secret)"` : `-u "${id}:$CLIENT_SECRET"`
  if (proves.includes('private_key_jwt'))
    return `-d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer --data-urlencode "client_assertion=$CLIENT_ASSERTION"`
  if (proves.includes('tls_client_auth')) return `--cert "$CLIENT_CERTIFICATE" --key "$CLIENT_KEY" -d client_id=${id}`
  return ''
}

/** For a shell: nothing in it stands for anything else. */
const inQuotes = (text: string) => (/^[\w.:=/@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)

/** Where a person names a PostgreSQL: the ends of sentences that say what to do. */
export interface PostgresWords {
  /** Into what user and password are written. */
  login: string
  /** Where another database is named. */
  database: string
  /** How it is said which authority is believed. */
  tls: string
  /** Which PostgreSQL is to be started, and what needs none. */
  start: string
}

const AS_STORE: PostgresWords = {
  login: 'STORE: postgres://user:password@host:5432/database',
  database: 'STORE, behind the port',
  tls: 'sslrootcert=FILE in STORE names your own authority; sslmode=disable encrypts nothing',
  start: 'STORE names, or name another one. STORE=sqlite needs none',
}

const TABLE_RIGHTS =
  'GRANT CREATE ON SCHEMA public TO it; or, where there is one, GRANT SELECT, INSERT, UPDATE, DELETE ON jwt_sandbox_store TO it.'

/**
 * What to do about what a PostgreSQL says when it cannot be used; the first that fits.
 * @param words where it is named; absent: in STORE
 */
export const postgresAdvice = (words = AS_STORE): readonly [says: RegExp, advice: string][] => [
  [/\((?:28P01|28000)\)|SASL|password/, `Write user and password into ${words.login}.`],
  [/\(3D000\)/, `Make that database, or write another one into ${words.database}.`],
  [/\(42501\)/, `Its user needs a table there: ${TABLE_RIGHTS}`],
  [/encoding/, "Make one for the store: CREATE DATABASE sandbox ENCODING 'UTF8' TEMPLATE template0."],
  [/\(53300\)/, 'Let it have more connections (max_connections): each process takes four.'],
  [/certificate|SSL|TLS|ENOENT/, `${words.tls}.`],
  [/./, `Start the PostgreSQL that ${words.start}.`],
]

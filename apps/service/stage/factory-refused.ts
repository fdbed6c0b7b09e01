import type { OAuthRefusal } from '#factory-client'

/** The factory said no to a request of this service: an answer of the lesson, not a failure of it. */
export class FactoryRefused extends Error {
  override readonly name = 'FactoryRefused'
  /** As it stands in the answer. */
  readonly refused: { by: 'jwt-factory'; error: string; error_description?: string }

  constructor({ error, error_description: description }: OAuthRefusal) {
    super(`jwt-factory refuses: ${error}`)
    this.refused = { by: 'jwt-factory', error, ...(description !== undefined && { error_description: description }) }
  }
}

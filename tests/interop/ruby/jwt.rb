# The gem jwt, as its README writes it: the keys are kept, and asked for again when a key is not known, every five
# minutes at most.
require 'json'
require 'jwt'
require 'net/http'

module Verifiers
  def self.jwt(issuer:, audience:, algorithm:)
    cached_keys = nil
    cache_last_update = 0
    jwks_loader = lambda do |options|
      cached_keys = nil if options[:kid_not_found] && cache_last_update < Time.now.to_i - 300
      cached_keys ||= begin
        cache_last_update = Time.now.to_i
        JSON.parse(Net::HTTP.get(URI("#{issuer}/.well-known/jwks.json")))
      end
    end
    options = { algorithms: [algorithm], jwks: jwks_loader, iss: issuer, verify_iss: true, aud: audience, verify_aud: true }
    ->(token) { JWT.decode(token, nil, true, options).first }
  end
end

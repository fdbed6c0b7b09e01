# The gem openid_connect, as its README writes it: discovery, which looks at the document, and client credentials.
require 'openid_connect'

OpenIDConnect.http_config { |config| config.ssl_config.add_trust_ca(ENV.fetch('SSL_CERT_FILE')) }
Rack::OAuth2.http_config { |config| config.ssl_config.add_trust_ca(ENV.fetch('SSL_CERT_FILE')) }

module Clients
  class OpenidConnect
    def initialize(settings)
      @settings = settings
      SWD.url_builder = settings['issuer'].start_with?('http:') ? URI::HTTP : URI::HTTPS
    end

    def discover(_ = nil)
      document.validate!
      document.issuer
    end

    def header(_ = nil)
      client.access_token!(:basic, audience: @settings['audience']).access_token
    end

    def body(_ = nil)
      client.access_token!(:body, audience: @settings['audience']).access_token
    end

    private

    def document
      @document ||= OpenIDConnect::Discovery::Provider::Config.discover!(@settings['issuer'])
    end

    def client
      OpenIDConnect::Client.new(
        identifier: @settings['id'], secret: @settings['secret'], token_endpoint: "#{@settings['issuer']}/token"
      )
    end
  end
end

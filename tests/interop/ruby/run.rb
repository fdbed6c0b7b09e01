# Holds clients of this language, and asks them: in each line of stdin a question, in each line of stdout its answer.
require 'json'

# The clock of this process, which is moved.
class << Time
  attr_accessor :ahead
  alias real_now now
  def now(**options) = real_now(**options) + (ahead || 0)
end

opened = {}

judge = lambda do |question|
  { subject: opened[question['id']].call(question['token'])['sub'] }
rescue StandardError => error
  { refused: "#{error.class}: #{error.message}" }
end

use = lambda do |client, settings, act, token = nil|
  require_relative client
  made = Clients.const_get(client.split('_').map(&:capitalize).join).new(settings)
  made.respond_to?(act) ? { said: made.public_send(act, token) } : {}
rescue StandardError => error
  { failed: "#{error.class}: #{error.message}" }
end

$stdout.sync = true
$stdin.each_line do |line|
  question = JSON.parse(line)
  answer =
    if question.key?('open')
      question['open'].each do |client|
        require_relative client['client']
        settings = client['settings'].transform_keys(&:to_sym)
        opened[client['id']] = Verifiers.public_send(client['client'], **settings)
      end
      'opened'
    elsif question.key?('advance')
      Time.ahead = (Time.ahead || 0) + question['advance']
      'moved'
    elsif question.key?('use')
      use.call(*question['use'].values_at('client', 'settings', 'act', 'token'))
    else
      question['ask'].map(&judge)
    end
  puts JSON.generate(answer)
end

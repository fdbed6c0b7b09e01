# Holds clients of this language, and asks them: in each line of stdin a question, in each line of stdout its answer.
require 'json'
require_relative 'jwt'

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

$stdout.sync = true
$stdin.each_line do |line|
  question = JSON.parse(line)
  answer =
    if question.key?('open')
      question['open'].each do |client|
        settings = client['settings'].transform_keys(&:to_sym)
        opened[client['id']] = Verifiers.public_send(client['client'], **settings)
      end
      'opened'
    elsif question.key?('advance')
      Time.ahead = (Time.ahead || 0) + question['advance']
      'moved'
    else
      question['ask'].map(&judge)
    end
  puts JSON.generate(answer)
end

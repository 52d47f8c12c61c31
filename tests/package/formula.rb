# frozen_string_literal: true

# Stands in for Homebrew: runs a formula's install in the folder of its source, and prints what it
# declares and does. A file that is not there is an error.

# A folder that files are installed into.
class Target
  def initialize(name)
    @name = name
  end

  def install(*files)
    files = files.flatten.flat_map { |file| file.is_a?(Hash) ? file.to_a : [[file, File.basename(file)]] }
    files.each { |file, _| raise "#{file} is not in the source" unless File.file?(file) }
    puts "#{@name} #{@name == :man1 ? files.size : files.map(&:last).join(" ")}"
  end
end

# What a formula inherits.
class Formula
  class << self
    def url(text) = puts("url #{text}")
    def sha256(text) = puts("sha256 #{text}")

    %i[desc homepage license depends_on test].each { |name| define_method(name) { |*, **| nil } }
  end

  %i[man1 bash_completion zsh_completion fish_completion].each do |name|
    define_method(name) { Target.new(name) }
  end

  def std_cargo_args = []
  def system(*words) = puts("system #{words.join(" ")}")
end

load ARGV.fetch(0)
Hfenv.new.install

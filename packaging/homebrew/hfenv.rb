# The formula for a tap. packaging/build writes the version and the checksum of the source into it.
class Hfenv < Formula
  desc "Right Hugging Face token for git, shells and commands"
  homepage "https://github.com/hfenv/hfenv"
  url "https://github.com/hfenv/hfenv/releases/download/v0.0.0/hfenv-0.0.0-source.tar.gz"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license any_of: ["MIT", "Apache-2.0"]

  depends_on "rust" => :build

  def install
    system "cargo", "install", *std_cargo_args
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/hfenv.bash" => "hfenv"
    zsh_completion.install "completions/_hfenv"
    fish_completion.install "completions/hfenv.fish"
  end

  def caveats
    <<~TEXT
      git and your shell are told by
        hfenv setup
    TEXT
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/hfenv --version")
    # git finds the helper by its name, and without a login it has no answer.
    ENV.prepend_path "PATH", bin
    request = "protocol=https\nhost=huggingface.co\n\n"
    assert_empty pipe_output("git credential-hfenv get", request, 0)
  end
end

// Runs the program of this platform, which npm has installed as an optional dependency. Nothing is
// downloaded here.
"use strict";

const { spawn } = require("child_process");
const { constants } = require("os");

module.exports = function start(name) {
  const part = `hfenv-${process.platform}-${process.arch}`;
  const file = process.platform === "win32" ? `${name}.exe` : name;
  let program;
  try {
    program = require.resolve(`${part}/bin/${file}`);
  } catch {
    console.error(`hfenv: the package ${part} is not installed`);
    console.error("hint: install hfenv without --omit=optional; where there is no such package: cargo install hfenv");
    process.exit(2);
  }
  const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
  // A terminal sends these to both; the program decides what they mean.
  for (const signal of ["SIGINT", "SIGQUIT"]) process.on(signal, () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`hfenv: ${program}: ${error.message}`);
    process.exit(2);
  });
  child.on("exit", (status, signal) => {
    if (signal === null) process.exit(status);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    // Node ignores some, such as SIGPIPE; then the status says it, as a shell's would.
    setTimeout(() => process.exit(128 + constants.signals[signal]), 100);
  });
};

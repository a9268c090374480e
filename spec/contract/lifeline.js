"use strict";
// Loaded into Prism's process before Prism: ends it with the process that started it, however that
// one ends. Prism itself does not look at its standard input.
process.stdin.on("end", () => process.exit()).resume();

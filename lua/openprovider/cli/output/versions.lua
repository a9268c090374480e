--- The versions of the program and of what it runs on. They are known without the library, which takes longer to load
--- than all the rest.
--
-- @module openprovider.cli.output.versions

local core = require("openprovider.core")
local options = require("openprovider.config")

return {
  program = options.VERSION,
  libcurl = core._CURL_VERSION,
  lua = rawget(_G, "jit") and jit.version or _VERSION, -- luacheck: ignore 113
}

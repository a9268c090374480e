--- Whether the libraries that the command line needs are there, and their versions.
--
-- @module openprovider.cli.doctor.libraries

local core = require("openprovider.core")
local sources = require("openprovider.cli.libraries")
local versions = require("openprovider.cli.output.versions")

local libraries = {}

-- The version of a module. -> text | nil
local function version_of(module)
  local version = type(module) == "table" and (module._VERSION or module.version)
  if type(version) == "function" then
    local ok, text = pcall(version)
    version = ok and text
  end
  return type(version) == "string" and version:match("%d[%d.]*") or nil
end

--- Whether the libraries are there.
---@param tell function(state, name, message, advice)
function libraries.check(tell)
  tell("ok", "versions", string.format("openprovider %s, %s, libcurl %s", versions.program, versions.lua,
    versions.libcurl))
  local there = {}
  for _, each in ipairs(sources.LIST) do
    local ok, module = pcall(require, each.name)
    local version = ok and version_of(module)
    if ok then
      there[#there + 1] = each.what .. (version and " " .. version or "")
    else
      tell(each.purpose and "warning" or "failed", "library", each.what .. " is missing"
        .. (each.purpose and ", which " .. each.purpose .. " need" or ""),
        sources.advice(each.name))
    end
  end
  tell("ok", "libraries", table.concat(there, ", "))
  if core._TLS == "" then
    tell("failed", "TLS", "libcurl was built without TLS", "install Debian's libcurl4")
  else
    tell("ok", "TLS", core._TLS)
  end
end

return libraries

--- Writes both rockspecs from the tree: `lua5.4 rockspec/write.lua FOLDER FILE...`, with the Lua files and the C files.

local HEAD = [[
rockspec_format = "3.0"
package = "openprovider"
version = "@VERSION@-1"
source = {
  url = "git+https://github.com/openprovider-lua/openprovider.git",
@TAG@}
description = {
  summary = "Customer handles at the registrar Openprovider: a Lua table in, a handle out",
  detailed = @[
A client for the customers of Openprovider's REST API. A C core checks a customer before anything is
sent, names every faulty field, and speaks HTTP through libcurl in a way that never creates a customer
twice. For Lua 5.5, 5.4, 5.3 and LuaJIT.@],
  license = "MIT",
  labels = { "dns", "http", "rest" },
}
dependencies = {
  "lua >= 5.1, < 5.6",
  "lua-cjson >= 2.1",
  "argparse >= 0.7",
  "lpeg >= 1.0",
}
external_dependencies = {
  CURL = { library = "curl" },
}
build = {
  type = "builtin",
  modules = {
]]

local CORE = [[
    ["openprovider.core"] = {
      sources = {
@SOURCES@      },
      defines = { "_GNU_SOURCE" },
      libraries = { "curl", "m", "pthread" },
    },
  },
  platforms = {
    macosx = {
      modules = {
        ["openprovider.core"] = { libraries = { "curl", "m", "pthread", "iconv" } },
      },
    },
  },
  install = {
    bin = { "bin/openprovider" },
  },
}
]]

local folder = table.remove(arg, 1)
local modules, sources = {}, {}
table.sort(arg)
for _, file in ipairs(arg) do
  local module = file:match("^lua/(.*)%.lua$")
  if module then
    module = module:gsub("/init$", ""):gsub("/", ".")
    modules[#modules + 1] = ("    [%q] = %q,\n"):format(module, file)
  else
    sources[#sources + 1] = ("        %q,\n"):format(file)
  end
end

local function write(version, tag)
  local text = HEAD:gsub("@%[", "[["):gsub("@%]", "]]"):gsub("@VERSION@", version):gsub("@TAG@", tag)
    .. table.concat(modules) .. CORE:gsub("@SOURCES@", (table.concat(sources):gsub("%%", "%%%%")))
  local file = assert(io.open(("%s/openprovider-%s-1.rockspec"):format(folder, version), "w"))
  assert(file:write(text))
  assert(file:close())
end

local config = assert(io.open("lua/openprovider/config.lua")):read("a")
local version = assert(config:match('VERSION = "([^"]+)"'))
write("scm", "")
write(version, ('  tag = "v%s",\n'):format(version))

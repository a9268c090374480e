--- The libraries of others that the command line needs, and where they come from.
--
-- @module openprovider.cli.libraries

local libraries = {}

--- Module, its name, Debian's package and the rock. A module with a purpose is needed only for that.
libraries.LIST = {
  { name = "cjson", what = "lua-cjson", package = "lua-cjson", rock = "lua-cjson" },
  { name = "argparse", what = "argparse", package = "lua-argparse", rock = "argparse" },
  { name = "lpeg", what = "LPeg", package = "lua-lpeg", rock = "lpeg", purpose = "imports" },
  { name = "DBI", what = "LuaDBI", package = "lua-dbi-sqlite3", rock = "luadbi-sqlite3",
    purpose = "journals of imports" },
}

local BY_NAME = {}
for _, library in ipairs(libraries.LIST) do BY_NAME[library.name] = library end

-- Begins of the names of C libraries -> the Debian package that has it.
local SHARED = { ["libcurl"] = "libcurl4", ["liblua5.4"] = "liblua5.4-0" }

--- Where a module comes from, as the end of a sentence.
---@param name string
---@return string
function libraries.advice(name)
  local source = BY_NAME[name]
  if not source then return "install it, as README.md says" end
  return ("install the Debian package %s, or the rock %s: luarocks install %s"):format(source.package, source.rock,
    source.rock)
end

-- Those that are not there: who installs one wants to hear of all.
local function absent()
  local found = {}
  for _, library in ipairs(libraries.LIST) do
    if not pcall(require, library.name) then found[#found + 1] = library end
  end
  return found
end

-- What is said where several are missing.
local function several(missing)
  local names, packages, rocks = {}, {}, {}
  for index, library in ipairs(missing) do
    names[index] = library.name .. (library.purpose and " (for " .. library.purpose .. ")" or "")
    packages[index], rocks[index] = library.package, "luarocks install " .. library.rock
  end
  return ("Lua modules are missing: %s. On Debian: apt-get install %s. With LuaRocks: %s"):format(
    table.concat(names, ", "), table.concat(packages, " "), table.concat(rocks, "; "))
end

--- What an error of `require` says to a person, if it is about a library that is missing. All that are missing are
--- named.
---@param message string
---@return string|nil text
function libraries.missing(message)
  local name = message:match("module '([^']+)' not found")
  if name and not name:find("^openprovider") then
    local missing = BY_NAME[name] and absent() or {}
    if missing[2] then return several(missing) end
    return ("the Lua module %s is missing: %s"):format(name, libraries.advice(name))
  end
  local shared = message:match("([A-Za-z0-9._+-]+%.so[0-9.]*): cannot open shared object file")
  if not shared then return nil end
  for start, package_name in pairs(SHARED) do
    if shared:sub(1, #start) == start then
      return ("the library %s is missing: install the Debian package %s"):format(shared, package_name)
    end
  end
  return ("the library %s is missing: install it, as README.md says"):format(shared)
end

return libraries

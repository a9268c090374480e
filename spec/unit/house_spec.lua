-- The house is as docs/design.md shows it: its tables list the folders from the bottom to the top.

local function contents(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

local function output_of(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("*a")
  pipe:close()
  return text
end

local function lines_of(command)
  local lines = {}
  for line in output_of(command):gmatch("[^\n]+") do lines[#lines + 1] = line end
  assert(lines[1], command)
  return lines
end

-- A folder of the tables -> its place.
local PLACES, count = {}, 0
for folder in contents("docs/design.md"):gmatch("\n| %[`([^`]+)/`%]") do
  count = count + 1
  PLACES[folder] = count
end

-- The folder of a file, or of what a file uses; nil for a file beside the folders.
local function folder_of(path)
  return path:match("^src/[^/]+") or path:match("^(lua/openprovider/[^/.]+)/")
    or PLACES[path:match("^[^.]*")] and path:match("^[^.]*") -- journal.lua is the folder's own
end

-- The files that a file includes or requires.
local function used_by(path)
  local used, text = {}, contents(path)
  for included in text:gmatch('\n%s*#%s*include "([^"]+)"') do
    local name, folder = included, path:match("^(.*)/")
    while name:find("^%.%./") do name, folder = name:sub(4), folder:match("^(.*)/") end
    used[#used + 1] = folder .. "/" .. name
  end
  for name in text:gsub("%-%-[^\n]*", ""):gmatch('require%("(openprovider[%w_.]*)"') do
    local is_file = name ~= "openprovider.core" and not name:find("%.$") -- a verb's name is put behind that
    if is_file then used[#used + 1] = "lua/" .. name:gsub("%.", "/") .. ".lua" end
  end
  return used
end

local FILES = lines_of("find src lua -name '*.[ch]' -o -name '*.lua' -path 'lua/*' | LC_ALL=C sort")

describe("the house", function()
  it("has no folder with more than twenty entries", function()
    for _, folder in ipairs(lines_of("find src lua -type d")) do
      -- LuaRocks compiles in the folders of the sources.
      local entries = lines_of(("ls %s | grep -v '[.]o$'"):format(folder))
      assert.is_true(#entries <= 20, ("%s has %d entries"):format(folder, #entries))
    end
  end)

  it("has arrows that point down alone", function()
    local arrows = 0
    for _, path in ipairs(FILES) do
      local from = folder_of(path)
      for _, used in ipairs(used_by(path)) do
        local to = folder_of(used)
        if from and to and from ~= to then
          arrows = arrows + 1
          assert.is_true(PLACES[to] < PLACES[from], path .. " uses " .. used)
        end
      end
    end
    assert.is_true(arrows > 200)
  end)

  it("has the library below its client, and the command line above both", function()
    for _, path in ipairs(FILES) do
      local folder = folder_of(path)
      for _, used in ipairs(used_by(path)) do
        if folder ~= "lua/openprovider/cli" then assert.is_nil(used:find("^lua/openprovider/cli/"), path) end
        if folder and folder ~= "lua/openprovider/cli" then
          assert.is_false(used == "lua/openprovider.lua" or used == "lua/openprovider/client.lua", path)
        end
      end
    end
  end)

  it("has no modules that use each other, directly or by way of others", function()
    local state = {}
    local function visit(path, way)
      if state[path] == "done" then return end
      assert.is_nil(state[path], way .. " " .. path)
      state[path] = "begun"
      for _, used in ipairs(used_by(path)) do visit(used, way .. " " .. path) end
      state[path] = "done"
    end
    for _, path in ipairs(FILES) do visit(path, "") end
  end)

  -- The files below folders in which a regular expression of grep's is found.
  local function files_with(expression, folders)
    return lines_of(("grep -rlE '%s' %s | LC_ALL=C sort"):format(expression, folders))
  end

  it("has one module that knows lua-cjson, and one C file that knows the version of Lua", function()
    assert.same({ "lua/openprovider/values/json.lua" }, files_with("require.*cjson", "lua bin"))
    assert.same({ "src/binding/compat.h" }, files_with("LUA_VERSION_NUM", "src examples spec/support"))
  end)

  it("has Lua's headers in src/binding and src/host alone, but for the header for programs with a Lua", function()
    for _, path in ipairs(files_with([[include *[<"](lua|lauxlib|lualib)\.h]], "src")) do
      local may = path:find("^src/binding/") or path:find("^src/host/") or path == "src/include/openprovider.h"
      assert.is_truthy(may, path)
    end
  end)
end)

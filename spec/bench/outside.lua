--- What the measures have to do with other programs: commands, their instructions, bodies in a file.
local cjson = require("cjson")
local core = require("openprovider.core")
local http = require("socket.http")


local outside = {}

--- What a command prints.
---@param command string
---@return string
function outside.output_of(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("*a")
  local ok = pipe:close()
  if not ok then error("failed: " .. command .. "\n" .. text, 0) end
  return text
end

--- What a command prints as lines of a name and a number.
---@param command string
---@return table<string, number>
function outside.figures(command)
  local figures = {}
  for name, number in outside.output_of(command):gmatch("(%l+) ([%d.]+)\n") do figures[name] = tonumber(number) end
  return figures
end

-- What each of a command's calls costs: of twice as many less once as many, so that its start and its end cancel out.
-- A command that is not told how many calls to make says how many it made. `total` is given what is printed.
local function of_each(calls, command_of, total)
  local function run(count)
    local text = outside.output_of(command_of(count))
    return total(text), tonumber(text:match("calls (%d+)\n")) or count
  end
  local once, calls_once = run(calls)
  local twice, calls_twice = run(2 * calls)
  return (twice - once) / (calls_twice - calls_once)
end

--- Instructions of each of a command's calls.
---@param calls integer
---@param command_of fun(calls: integer): string
---@return number
function outside.instructions(calls, command_of)
  return of_each(calls, function(count)
    return "valgrind --tool=callgrind --callgrind-out-file=/dev/null " .. command_of(count) .. " 2>&1"
  end, function(text)
    return tonumber(text:match("Collected : (%d+)")) or error("no count from callgrind:\n" .. text, 0)
  end)
end

--- System calls of each of a command's calls.
---@param calls integer
---@param command_of fun(calls: integer): string
---@return number
function outside.system_calls(calls, command_of)
  local path = os.tmpname()
  local ok, found = pcall(of_each, calls, function(count)
    return ("strace -f -c -U calls,name -o '%s' %s"):format(path, command_of(count))
  end, function()
    local file = assert(io.open(path))
    local text = file:read("*a")
    file:close()
    return tonumber(text:match("(%d+) total")) or error("no count from strace:\n" .. text, 0)
  end)
  os.remove(path)
  if not ok then error(found, 0) end
  return found
end

--- Customers as bodies ready-made, a line each, in a file that is there while `fn` runs.
---@param list table[]
---@param fn fun(path: string): any
function outside.with_bodies(list, fn)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  for _, customer in ipairs(list) do file:write(core.body(customer), "\n") end
  file:close()
  local ok, result = pcall(fn, path)
  os.remove(path)
  if not ok then error(result, 0) end
  return result
end

--- A folder that is there while `fn` runs.
---@param fn fun(path: string): any
function outside.with_folder(fn)
  local path = outside.output_of("mktemp -d"):match("^%S+")
  local ok, result = pcall(fn, path)
  os.execute(("rm -rf '%s'"):format(path))
  if not ok then error(result, 0) end
  return result
end

--- A token of the sandbox.
---@param base_url string
---@param username string
---@param password string
---@return string
function outside.token_of(base_url, username, password)
  local text = assert(http.request(base_url .. "/auth/login",
    cjson.encode({ username = username, password = password })))
  return cjson.decode(text).data.token
end

return outside

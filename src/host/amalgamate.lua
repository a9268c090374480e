--- Writes C files as one: `amalgamate.lua FILE...`.
--
-- Each header of the project stands where it is first included, but for openprovider.h, which stays a
-- file beside the source. What a file has for itself gets the file's name in front (`#define keep
-- core_check_value_keep`): two files may have the same name for it, and one may have the name of something
-- in a system header that only another one includes. Its macros end with it.

local PUBLIC = "openprovider.h"

local PREAMBLE = [[
/*
** openprovider @VERSION@ as one source, for programs that embed Lua: see openprovider.h.
**
**     cc -c openprovider.c $(pkg-config --cflags lua5.4 libcurl)
**
** and link with Lua, libcurl, -lm and -pthread. Written by `make amalgamation`; changes belong into the
** files that are named below.
**
@LICENSE@*/
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
]]

local function contents(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

local function is_file(path)
  local file = io.open(path, "rb")
  if file then file:close() end
  return file ~= nil
end

-- The path of a file that another one includes: from the other's folder, or from src.
local function included(path, name)
  local full = path:match("^(.*/)[^/]*$") .. name
  if not is_file(full) then full = "src/" .. name end
  local count
  repeat full, count = full:gsub("[^/.]+/%.%./", "", 1) until count == 0
  return full
end

-- Names of a file's own ---------------------------------------------------------------------

-- A file's text without comments, literals and the preprocessor's lines.
local function bare(text)
  text = text:gsub("/%*.-%*/", " "):gsub("\\\n", " "):gsub("%f[^\n%z]%s*#[^\n]*", "")
  return (text:gsub('\\.', ""):gsub('"[^"\n]*"', '""'):gsub("'[^'\n]*'", "0"))
end

-- What a declaration declares: the name before its parameters, its size or its value.
local function declared(declaration)
  return declaration:match("%(%*([%w_]+)%)") or declaration:match("^[^(%[=]*%f[%w_]([%a_][%w_]*)")
end

local function sorted(set)
  local list = {}
  for key in pairs(set) do list[#list + 1] = key end
  table.sort(list)
  return list
end

-- The names that a file gives to what no other file sees: functions, variables, types, constants. What
-- begins with op_ is the project's; and a name that is a member's, too, has to stay as it is.
local function own_names(path)
  local text = bare(contents(path))
  local names, members = {}, {}
  for name in text:gmatch("%->%s*([%a_][%w_]*)") do members[name] = true end
  for name in text:gmatch("%.%s*([%a_][%w_]*)") do members[name] = true end
  local function note(name)
    if name and name ~= "" and not name:lower():find("^op_") and not members[name] then names[name] = true end
  end
  for tag, body in text:gmatch("%f[%w_]enum%s*([%w_]*)%s*(%b{})") do
    note(tag)
    for name in body:gmatch("[{,]%s*([%a_][%w_]*)") do note(name) end
  end
  for tag in text:gmatch("%f[%w_]struct%s+([%w_]+)%s*{") do note(tag) end
  text = text:gsub("%b{}", "{}"):gsub("(%f[%w_]struct%s*[%w_]*%s*){}", "%1"):gsub("(%f[%w_]enum%s*[%w_]*%s*){}", "%1")
  for kind, declaration in text:gmatch("%f[%w_](%l+)%s+([^;{}]*)") do
    if kind == "static" or kind == "typedef" then note(declared(declaration)) end
  end
  return sorted(names)
end

-- Writing -----------------------------------------------------------------------------------

-- Says which file follows, wherever it is on this machine.
local function write_title(path)
  io.write("\n/* ---- ", path:match("[^/]+/[^/]+$"), " ---- */\n\n")
end

local written = {}

-- Writes a header, and before each line that needs another one, that one; all of them once.
local function write_header(path)
  if written[path] then return end
  written[path] = true
  write_title(path)
  for line in contents(path):gmatch("([^\n]*)\n") do
    local name = line:match('^#include "(.-)"')
    if name then write_header(included(path, name)) else io.write(line, "\n") end
  end
end

-- A file's text without what it includes, which is written at once, on the conditions that it has there:
-- renaming is not for that.
local function write_includes(path)
  local conditions, body = {}, {}
  for line in contents(path):gmatch("([^\n]*)\n") do
    if line:find("^#if") then
      conditions[#conditions + 1] = line
    elseif line:find("^#el") then
      conditions[#conditions] = false
    elseif line:find("^#endif") then
      table.remove(conditions)
    end
    local name = line:match('^#include "(.-)"')
    if not line:find("^#include") then
      body[#body + 1] = line
    elseif name and name:match("[^/]*$") == PUBLIC then
      io.write('#include "', PUBLIC, '"\n')
    elseif name then
      assert(#conditions == 0, path .. " includes a header of its own on a condition")
      write_header(included(path, name))
    else
      for _, condition in ipairs(conditions) do
        io.write(assert(condition, path .. " includes a file after #else"), "\n")
      end
      io.write(line, "\n", ("#endif\n"):rep(#conditions))
    end
  end
  return table.concat(body, "\n") .. "\n"
end

local function macros_of(body)
  local names = {}
  for name in body:gmatch("%f[^\n%z]#define ([%w_]+)") do names[name] = true end
  for name in body:gmatch("%f[^\n%z]#undef ([%w_]+)") do names[name] = nil end
  return sorted(names)
end

-- Writes a C file.
local function write_source(path)
  write_title(path)
  local body = write_includes(path)
  local prefix = path:match("([^/]+/[^/]+)%.c$"):gsub("/", "_")
  local names = own_names(path)
  for _, name in ipairs(names) do io.write(("#define %s %s_%s\n"):format(name, prefix, name)) end
  io.write(body)
  for _, name in ipairs(macros_of(body)) do io.write("#undef ", name, "\n") end
  for _, name in ipairs(names) do io.write("#undef ", name, "\n") end
end

local function as_comment(text)
  return (text:gsub("[^\n]*\n", function(line) return line == "\n" and "**\n" or "** " .. line end))
end

-- What anybody who has the source alone has to know.
local function preamble()
  local values = {
    VERSION = contents("src/include/" .. PUBLIC):match('OPENPROVIDER_VERSION "([^"]+)"'),
    LICENSE = as_comment(contents("LICENSE")),
  }
  return (PREAMBLE:gsub("@(%u+)@", values))
end

io.write(preamble())
for _, path in ipairs(arg) do write_source(path) end

--- Writes C files as one: `amalgamate.lua FILE...`, in that order.
--
-- The names that a file keeps for itself are unique (`make lint` compiles what this writes), so this is a
-- concatenation: a header stands where it is first included, a list (.def) wherever it is included, and
-- openprovider.h stays a file beside the source.

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

-- The path of a file that another one includes: from its folder; from src, where the other was made elsewhere.
local function included(path, name)
  local full = (path:match("^(src/.*/)") or "src/") .. name
  return (full:gsub("[^/.]+/%.%./", ""))
end

local written = {}

local function write(path)
  if written[path] then return end
  written[path] = not path:find("%.def$")
  io.write("\n/* ---- ", path:match("[^/]+/[^/]+$"), " ---- */\n\n")
  for line in contents(path):gmatch("([^\n]*)\n") do
    local name = line:match('^#include "(.-)"')
    if not name then
      io.write(line, "\n")
    elseif name:find("openprovider%.h$") then
      io.write('#include "openprovider.h"\n')
    else
      write(included(path, name))
    end
  end
end

local values = {
  VERSION = contents("src/include/openprovider.h"):match('OPENPROVIDER_VERSION "([^"]+)"'),
  LICENSE = contents("LICENSE"):gsub("[^\n]*\n", function(line) return line == "\n" and "**\n" or "** " .. line end),
}
io.write((PREAMBLE:gsub("@(%u+)@", values)))
for _, path in ipairs(arg) do write(path) end

--- Writes Lua files as a C source, for modules.h: `embed.lua FOLDER FILE...`, each file below the folder.
--
-- They are arrays of bytes, since C99 promises no more than 4,095 characters to a string, and they
-- are the text and not what it compiles to, so that one source serves every Lua.

local BYTES_A_LINE = 24

local folder = arg[1]

local function contents(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

local function write_bytes(text)
  for at = 1, #text, BYTES_A_LINE do
    io.write("  ", table.concat({ text:byte(at, at + BYTES_A_LINE - 1) }, ","), ",\n")
  end
end

local modules = {}
for index = 2, #arg do
  local file = assert(arg[index]:match("^" .. folder .. "/(.*%.lua)$"), arg[index])
  local name = file:gsub("%.lua$", ""):gsub("/init$", ""):gsub("/", ".")
  modules[#modules + 1] = { name = name, file = file, array = name:gsub("%.", "_") .. "_lua" }
end
table.sort(modules, function(left, right) return left.name < right.name end)

io.write('/* The library\'s Lua files, by embed.lua. */\n#include "host/modules.h"\n')
for _, module in ipairs(modules) do
  io.write("\nstatic const unsigned char ", module.array, "[] = {\n")
  write_bytes(contents(folder .. "/" .. module.file))
  io.write("};\n")
end
io.write("\nconst op_module op_modules[] = {\n")
for _, module in ipairs(modules) do
  io.write(('  { "%s", "@%s", %s, sizeof %s },\n'):format(module.name, module.file, module.array, module.array))
end
io.write("};\n\nconst size_t op_module_count = sizeof op_modules / sizeof op_modules[0];\n")

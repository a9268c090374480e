--- Writes the reference from the source: `lua5.4 spec/reference/write.lua FOLDER`. `make docs` runs it.

-- Each page, by the module that makes it, and its file.
local PAGES = {
  index = "README.md", functions = "functions.md", types = "types.md", options = "options.md", errors = "errors.md",
  problems = "problems.md", fields = "fields.md", command_line = "command-line.md",
}

local reference = {}

--- The pages: name of the file -> text.
---@return table<string, string>
function reference.pages()
  local pages = {}
  for name, file in pairs(PAGES) do
    local text = require("spec.reference.pages." .. name).page()
    pages[file] = (text:gsub("\n+$", "\n"):gsub("\n\n\n+", "\n\n"))
  end
  return pages
end

if arg and arg[0]:find("reference/write%.lua$") then
  for name, text in pairs(reference.pages()) do
    local file = assert(io.open(arg[1] .. "/" .. name, "wb"))
    assert(file:write(text))
    file:close()
  end
end

return reference

--- Whether the encoding of a file is certain without a look at its rows: it is UTF-8, as almost all files are, or has a
--- byte order mark. The file is read once, and goes back to its start.
--
-- @module openprovider.cli.import.encoding.is_certain

local blocks = require("openprovider.cli.import.input.blocks")

-- How much memory the collector frees for each block, in KiB. LuaJIT's collector works once for each new object,
-- however large it is: many blocks would wait for it.
local COLLECTED = 100

--- Whether a file is UTF-8, has a byte order mark, or cannot be read at all (which is reported elsewhere).
---@param file table of `openprovider.cli.import.input.input_file`
---@return boolean
return function(file)
  local all = blocks.new(file)
  repeat
    local text = all:more("")
    collectgarbage("step", COLLECTED)
  until not text
  file:again()
  return not (all.is_not_text and all.encoding == "UTF-8" and not all.has_mark)
end

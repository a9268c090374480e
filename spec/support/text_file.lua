--- A file that is a text, read in pieces of any size.

local text_file = {}

--- A file to read.
---@param text string
---@param size? integer bytes that a read gives at most; by default as many as are asked for
---@return table file
function text_file.new(text, size)
  local at = 1
  return {
    read = function(_, wanted)
      if at > #text then return nil end
      local piece = text:sub(at, at + math.min(size or wanted, wanted) - 1)
      at = at + #piece
      return piece
    end,
    close = function() return true end,
  }
end

return text_file

--- The secrets that are planted in the fault matrix, and the search for them.

local secrets = {}

secrets.PASSWORD = 'planted"pass\\word%d.*'
--- The login of a proxy that is in the client's options.
secrets.PROXY = "user:planted-proxy"
--- In what a server sends, as the API mixes logins into customers (FACTS 2.8).
secrets.IN_ANSWERS = "planted-answer"

-- All that can be reached from a value, as one text: names, values, metatables.
local function dump(value, seen, parts)
  parts[#parts + 1] = tostring(value)
  if type(value) == "table" and not seen[value] then
    seen[value] = true
    for key, member in next, value do
      dump(key, seen, parts)
      dump(member, seen, parts)
    end
  end
  local meta = type(value) ~= "string" and debug.getmetatable(value)
  if meta and not seen[meta] then dump(meta, seen, parts) end
end

--- The first text in which a secret can be found, or nil. All that is planted has "planted" in it.
---@param tokens string[] that were sent or received
---@param ... any values to search, in depth
---@return string|nil text
function secrets.found(tokens, ...)
  for index = 1, select("#", ...) do
    local parts = {}
    dump((select(index, ...)), {}, parts)
    local text = table.concat(parts, "\1")
    if text:find("planted", 1, true) then return text end
    for _, token in ipairs(tokens) do
      if text:find(token, 1, true) then return text end
    end
  end
  return nil
end

return secrets

--- The last requests that came, the newest last: as many as there is room for.
local recent = {}

--- How many requests are remembered.
recent.REQUESTS = 200

--- How many bytes their bodies may take together. Beyond it the oldest go first; the newest
-- stays, whatever its size.
recent.BYTES = 4 * 1024 * 1024

--- An empty memory; `requests` is the list.
---@return table memory
function recent.new()
  return { requests = {}, bytes = 0 }
end

local function size(request)
  return #(request.body or "")
end

--- Remembers a request, and forgets those that there is no room for any more.
---@param memory table
---@param request table
function recent.add(memory, request)
  local list = memory.requests
  list[#list + 1] = request
  memory.bytes = memory.bytes + size(request)
  while #list > recent.REQUESTS or (memory.bytes > recent.BYTES and #list > 1) do
    memory.bytes = memory.bytes - size(table.remove(list, 1))
  end
end

return recent

--- Keeps the last requests, the newest last, within limits of their number and size.
local recent = {}

--- How many requests are remembered.
recent.REQUESTS = 200

--- How many bytes their bodies may have together. Beyond that the oldest are dropped; the newest always stays.
recent.BYTES = 4 * 1024 * 1024

--- An empty memory; `requests` is the list.
---@return table memory
function recent.new()
  return { requests = {}, bytes = 0 }
end

local function size(request)
  return #(request.body or "")
end

--- Adds a request, and drops the oldest beyond the limits.
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

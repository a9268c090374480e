--- The starts and the ends of requests, as events tell them.

--- Finds each start and its end.
---@param events table[] in the order in which they were told
---@return table<integer, table> starts by their ids
---@return table<integer, table> ends by their ids
---@return string|nil fault what is wrong with them
return function(events)
  local starts, ends, fault = {}, {}, nil
  local function must(holds, what, event)
    if not holds and not fault then fault = ("%s: #%s %s"):format(what, tostring(event.id), event.operation) end
  end
  for _, event in ipairs(events) do
    if event.name == "request" then
      must(not starts[event.id], "two starts", event)
      starts[event.id] = event
    elseif event.name == "response" or event.name == "failure" then
      must(starts[event.id], "an end without a start", event)
      must(not ends[event.id], "two ends", event)
      ends[event.id] = event
    end
  end
  for id, event in pairs(starts) do
    must(ends[id], "a start without an end", event)
    must(not ends[id] or ends[id].operation == event.operation, "the end of another request", event)
  end
  return starts, ends, fault
end

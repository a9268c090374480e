--- The printed fault matrix: what was counted, one cell a combination of fault, operation and transport.

local report = {}

report.LEGEND = [[
The fault matrix. A cell is: requests that the client sent / those that the sandbox carried out, and what the
caller got: ok, or the kind of the error. `create+ref` has a reference, `look` is its look before the first send,
`look after` the one for a create that was carried out and whose answer was lost. "done": the sandbox carries the
request out before it fails. Where transports differ, a line says which ones it is about.
]]

-- What would not fit.
local SHORT = { outcome_unknown = "unknown", rate_limited = "limited", maintenance = "later" }

local function text_of(found)
  if not found then return "-" end
  return ("%d/%d %s"):format(found.sends, found.done, found.ok and "ok" or SHORT[found.kind] or found.kind)
end

local function line(title, texts, which)
  local parts = { ("%-27s"):format(title) }
  for _, text in ipairs(texts) do parts[#parts + 1] = ("%-12s"):format(text) end
  return (table.concat(parts, " ") .. (which or "")):gsub("%s+$", "") .. "\n"
end

-- The lines of one row: transports that agree share one.
local function row(title, by_transport, transports, operations)
  local lines, which = {}, {}
  for _, transport in ipairs(transports) do
    local texts = {}
    for index, operation in ipairs(operations) do
      texts[index] = text_of((by_transport[transport.title] or {})[operation.title])
    end
    local made = table.concat(texts, "\1")
    if not which[made] then
      which[made] = { texts = texts }
      lines[#lines + 1] = which[made]
    end
    table.insert(which[made], transport.title)
  end
  local parts = {}
  for _, made in ipairs(lines) do
    parts[#parts + 1] = line(title, made.texts, #lines > 1 and table.concat(made, ", ") or nil)
  end
  return table.concat(parts)
end

--- The whole matrix as a text.
---@param results table mode -> title of a fault -> title of a transport -> title of an operation -> found
---@param faults table[]
---@param transports table[]
---@param operations table[]
---@return string
function report.text(results, faults, transports, operations)
  local parts, heads = { report.LEGEND }, {}
  for index, operation in ipairs(operations) do heads[index] = operation.title end
  for _, mode in ipairs({ "passing", "lasting" }) do
    parts[#parts + 1] = "\n" .. line(mode == "passing" and "THE FIRST ATTEMPT FAILS" or "EVERY ATTEMPT FAILS", heads)
    for _, fault in ipairs(faults) do
      local found = results[mode][fault.title]
      if found then parts[#parts + 1] = row(fault.title, found, transports, operations) end
    end
  end
  return table.concat(parts)
end

return report

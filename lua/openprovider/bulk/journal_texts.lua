--- Converts errors and differences to the texts that a journal keeps.
--
-- @module openprovider.bulk.journal_texts

local errors = require("openprovider.errors")
local json = require("openprovider.values.json")

local texts = {}

-- Members of an error that the journal keeps.
local KEPT = { "kind", "message", "code", "desc", "status", "field", "outcome", "attempts", "handle" }

--- An error's text for the journal.
---@param err table
---@return string
function texts.of_error(err)
  local kept = {}
  for _, name in ipairs(KEPT) do kept[name] = err[name] end
  kept.kind, kept.message = err.kind or "config", errors.one_line(err.message or tostring(err))
  return (json.encode(kept)) or json.encode({ kind = kept.kind, message = "an error that cannot be written" })
end

--- Reads an error from its text in the journal.
---@param text string|nil
---@return table err
function texts.error(text)
  local kept = json.decode(text or "")
  if type(kept) ~= "table" or not errors.KINDS[kept.kind] or type(kept.message) ~= "string" then
    return errors.new("journal", "the journal's error of this row cannot be read", { outcome = "unknown" })
  end
  return errors.new(kept.kind, kept.message, kept)
end

--- The text of the differences of a customer that was found; nil if there are none.
---@param differences table[]|nil
---@return string|nil
function texts.of_differences(differences)
  return differences and differences[1] and json.encode(differences) or nil
end

--- Reads differences from their text.
---@param text string|nil
---@return table[]
function texts.differences(text)
  local differences = text and json.decode(text)
  return type(differences) == "table" and differences or {}
end

return texts

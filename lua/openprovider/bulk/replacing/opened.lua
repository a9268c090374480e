--- Opens the journal of a replacement.
--
-- @module openprovider.bulk.replacing.opened

--- A worker of a journal: others may use the same open journal at the same time.
---@param client table
---@param given string|table a journal, or its name
---@return table|nil journal to be closed
---@return table|nil err
return function(client, given)
  if type(given) == "table" then return given:worker() end
  local journals = require("openprovider.journal") -- loaded only with a journal
  return journals.open(given, { patience = journals.patience_beside(client.settings.timeout) })
end

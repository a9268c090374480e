--- Checks the customers that earlier runs created: the journal says what was done, and the API what exists now.
-- If all references are read anyway, this costs nothing. Otherwise each customer is read by its handle. A customer that
-- is gone is created again.
--
-- @module openprovider.bulk.journal_checks

local errors = require("openprovider.errors")
local json = require("openprovider.values.json")
local result = require("openprovider.exactly_once.result")

local Checks = {}
Checks.__index = Checks

-- The customer that this run has for a row. -> prepared | nil, err
function Checks:prepared(row)
  if self.source:has(row.reference, row.hash) then return row end
  local own, err = self.journal:version(row.reference, function(...) return self.source:has(...) end)
  if own == nil then return nil, err end
  return { body = own or row.body, reference = row.reference }
end

--- The next row that an earlier run created.
---@return table|nil row
---@return table|nil err of kind `journal`
function Checks:next()
  while self.rows do
    local row, err = self.rows()
    if not row then
      self.rows = nil
      return nil, err
    end
    if self.source:is_open(row.reference) then
      row.is_check = true
      return row
    end
  end
  return nil
end

--- Looks at the customer of a row.
---@param row table
---@param looked table|false|nil the customer in an index of all references
---@return string|nil handle
---@return table|nil details_or_err neither if it is gone
function Checks:look(row, looked)
  local prepared, err = self:prepared(row)
  if not prepared then return nil, err end
  return result.again(self.client, prepared, row.handle, looked, self.rate)
end

local GONE = "its customer %s was deleted meanwhile: run this again, and it is created again"

--- Compares a customer that another run has just created with the customer of this run.
---@param row table
---@param found table[] differences that the other run found
---@return string|nil handle
---@return table details_or_err
function Checks:compare(row, found)
  if self.source:has(row.reference, row.hash) then
    return row.handle, result.details(row, false, 0, nil, found)
  end
  local prepared, err = self:prepared(row)
  if not prepared then return nil, err end
  local sent = not row.found and json.decode(row.body)
  if sent then
    sent.handle = row.handle
    return result.of_record(self.client, prepared, sent)
  end
  local handle
  handle, err = result.again(self.client, prepared, row.handle, nil, self.rate)
  if handle or err then return handle, err end
  return nil, errors.not_sent("not_found", GONE:format(row.handle), { handle = row.handle })
end

--- The looks of a run.
---@param client table
---@param journal table
---@param source table of `openprovider.bulk.journal_source`
---@param since number when the run began
---@param rate table see `exchange.perform`
---@return table checks
return function(client, journal, source, since, rate)
  return setmetatable({
    client = client, journal = journal, source = source, rate = rate, rows = journal:rows({ before = since }),
  }, Checks)
end

--- The versions of a row: runs at once may have other customers for it, as of a file that was changed meanwhile.
--
-- @module openprovider.journal.versions

local schema = require("openprovider.journal.schema")

local KEEP = "INSERT INTO VERSIONS (reference, payload_hash, payload) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"

local FIND = "SELECT payload_hash AS hash, payload AS body FROM VERSIONS WHERE reference = ?"

local TAKE = "UPDATE ROWS SET payload = ?, payload_hash = ? WHERE reference = ?"

local versions = {}

local sql = schema.sql

--- Keeps one. Only inside a transaction, as all of these.
---@param database table
---@param row table `{ reference, hash, body }`
function versions.keep(database, row)
  database:change(sql(database, KEEP), row.reference, row.hash, row.body)
end

--- The version that a run has.
---@param database table
---@param reference string
---@param is_wanted function(reference, hash) -> whether it is this one
---@return table|nil version `{ hash, body }`
function versions.find(database, reference, is_wanted)
  for _, version in ipairs(database:query(sql(database, FIND), reference)) do
    if is_wanted(reference, version.hash) then return version end
  end
  return nil
end

--- Gives a row that was claimed the version that its run has: that is what will be sent.
---@param database table
---@param row table `{ reference, hash, body }`, changed
---@param is_wanted function(reference, hash)
function versions.take(database, row, is_wanted)
  if is_wanted(row.reference, row.hash) then return end
  local version = versions.find(database, row.reference, is_wanted)
  if not version then return end
  versions.keep(database, row)
  database:change(sql(database, TAKE), version.body, version.hash, row.reference)
  row.body, row.hash = version.body, version.hash
end

return versions

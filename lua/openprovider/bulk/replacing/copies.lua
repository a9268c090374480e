--- The copies of a customer, and which of them got its domains.
--
-- @module openprovider.bulk.replacing.copies

local clone = require("openprovider.api.clone")
local core = require("openprovider.core")
local domains = require("openprovider.api.domains")
local handles = require("openprovider.customer.handle")
local marker = require("openprovider.customer.marker")
local page = require("openprovider.list.page")

local copies = {}

-- Whether comments have a reference with this beginning.
local function has_beginning(comments, beginning)
  local _, _, references = marker.split(comments)
  for _, reference in ipairs(references) do
    if core.lower(reference):sub(1, #beginning) == beginning then return true end
  end
  return false
end

--- The customers whose references have the beginning of all copies of a customer.
---@param client table
---@param handle string of the customer
---@return table[]|nil rows of a list
---@return openprovider.Error|nil err
function copies.of(client, handle)
  local beginning = clone.beginning(handle)
  local found, err = page.get(client, "/customers", {
    comment_pattern = marker.pattern_of_beginning(beginning), limit = page.MOST_ROWS,
  })
  if not found then return nil, err end
  local rows = {}
  for _, row in ipairs(found.results) do
    -- A list may leave comments out; then its filter must be enough.
    if row.comments == nil or has_beginning(row.comments, beginning) then rows[#rows + 1] = row end
  end
  return rows
end

-- -> whether domains use a handle | nil, err
local function is_used(client, handle)
  local domain, _, err = domains.domains_of(client, handle)()
  if err then return nil, err end
  return domain ~= nil
end

--- Finds out whether another copy got the domains of a customer.
---@param client table
---@param handle string of the customer
---@param copy string
---@return string|false|nil other a copy that has domains, where this one has none
---@return openprovider.Error|nil err
function copies.other(client, handle, copy)
  local has_domains, err = is_used(client, copy)
  if has_domains == nil then return nil, err end
  if has_domains then return false end
  local rows
  rows, err = copies.of(client, handle)
  if not rows then return nil, err end
  for _, row in ipairs(rows) do
    if not handles.is_same(row.handle, copy) then
      has_domains, err = is_used(client, row.handle)
      if has_domains == nil then return nil, err end
      if has_domains then return row.handle end
    end
  end
  return false
end

return copies

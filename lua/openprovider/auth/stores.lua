--- Where tokens are kept between calls: in this process's memory, unless the caller brings a
-- store with the same functions.
--
-- @module openprovider.auth.stores

local token_store = {}

--- A store that lasts as long as its client.
---@return openprovider.TokenStore store
function token_store.memory()
  local entries = {}
  return {
    get = function(key) return entries[key] end,
    set = function(key, entry) entries[key] = entry end,
    delete = function(key) entries[key] = nil end,
  }
end

return token_store

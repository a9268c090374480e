--- Where tokens are kept between calls: in this process's memory, unless the caller brings a
-- store with the same functions.
--
-- @module openprovider.auth.stores

local token_store = {}

-- The stores that are memory: they never raise, so they need no protected calls.
local in_memory = setmetatable({}, { __mode = "k" })

--- A store that lasts as long as its client.
---@return openprovider.TokenStore store
function token_store.memory()
  local entries = {}
  local store = {
    get = function(key) return entries[key] end,
    set = function(key, entry) entries[key] = entry end,
    delete = function(key) entries[key] = nil end,
  }
  in_memory[store] = store.get
  return store
end

--- The function that gives the entries of a memory store; nil for any other store, and for a changed one.
---@param store openprovider.TokenStore
---@return (fun(key: string): table?)|nil get
function token_store.get_of_memory(store)
  return in_memory[store] == rawget(store, "get") and in_memory[store] or nil
end

return token_store

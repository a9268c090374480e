--- Clients of this process forget what they know of their servers: one that begins anew gives the same handles again,
-- and a new one may have the port of one that is gone.
return function()
  for _, name in ipairs { "exactly_once.memory", "limits.local_quota" } do
    local loaded = package.loaded["openprovider." .. name]
    if loaded then loaded.forget() end
  end
end

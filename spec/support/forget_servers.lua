--- Makes the clients of this process forget their servers. A server that begins anew gives the same handles again, and
--- a new server may get the port of an old one.
return function()
  for _, name in ipairs { "exactly_once.memory", "limits.local_quota" } do
    local loaded = package.loaded["openprovider." .. name]
    if loaded then loaded.forget() end
  end
end

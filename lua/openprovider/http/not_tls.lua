--- Says in words what a TLS library means when a server answers with something else than TLS.
--
-- @module openprovider.http.not_tls

-- What OpenSSL and GnuTLS say of bytes that are none of TLS.
local SIGNS = { "wrong version number", "packet length too long", "unexpected TLS packet" }

--- The message of a failure of TLS.
---@param message string of the library
---@return string|nil text nil if it says something else
return function(message)
  for _, sign in ipairs(SIGNS) do
    if message:find(sign, 1, true) then
      return "the server does not speak TLS: check base_url, its port and whether it is http:// (" .. message .. ")"
    end
  end
  return nil
end

--- Explains the message of a TLS library when a server answers without TLS.
--
-- @module openprovider.http.not_tls

-- Messages of OpenSSL and GnuTLS for bytes that are not TLS.
local SIGNS = { "wrong version number", "packet length too long", "unexpected TLS packet" }

--- The message of a failure of TLS.
---@param message string of the library
---@return string|nil text nil if the message means something else
return function(message)
  for _, sign in ipairs(SIGNS) do
    if message:find(sign, 1, true) then
      return "the server does not speak TLS: check base_url, its port and whether it is http:// (" .. message .. ")"
    end
  end
  return nil
end

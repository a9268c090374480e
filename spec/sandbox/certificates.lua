--- A certificate authority for one run, and the certificates that it signs.
local certificates = {}

-- The sections that `openssl req` takes extensions from.
local CONFIGURATION = [[
[req]
distinguished_name = subject
prompt = no
[subject]
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost,IP:127.0.0.1${elsewhere}
[stranger]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:elsewhere.example
]]

local REQUEST = "openssl req -x509 -config openssl.cnf -newkey ec "
  .. "-pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "

local COMMANDS = {
  REQUEST .. "-extensions authority -subj '/CN=Sandbox authority' -keyout ca.key -out ca.pem",
  REQUEST .. "-extensions server -subj '/CN=localhost' -CA ca.pem -CAkey ca.key "
    .. "-keyout server.key -out server.pem",
  REQUEST .. "-extensions stranger -subj '/CN=elsewhere.example' -CA ca.pem -CAkey ca.key "
    .. "-keyout stranger.key -out stranger.pem",
}

--- Makes `ca.pem`, `server.pem` and `server.key` (for localhost and 127.0.0.1), and
-- `stranger.pem` and `stranger.key` (for another name). Raises when openssl fails.
---@param directory string
---@param address? string another one that the server's certificate is for
function certificates.make(directory, address)
  local file = assert(io.open(directory .. "/openssl.cnf", "w"))
  file:write((CONFIGURATION:gsub("%${elsewhere}", address and ",IP:" .. address or "")))
  file:close()
  local pipe = assert(io.popen(("{ cd '%s' && %s && echo made; } 2>&1"):format(
    directory, table.concat(COMMANDS, " && "))))
  local output = pipe:read("*a")
  pipe:close()
  if not output:find("made\n$") then
    error("openssl could not make the certificates:\n" .. output, 0)
  end
end

return certificates

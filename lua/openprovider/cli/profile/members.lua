--- What a profile can have: options of a client, and a command of the shell that prints the password.
--
-- @module openprovider.cli.profile.members

local options_of_client = require("openprovider.config")

local members = {}

--- Options that are one account's.
members.CREDENTIALS = { "username", "password", "token", "ip" }

--- Options that say together where the API is.
members.PLACE = { "environment", "base_url", "api_version" }

--- Options of which each stands for itself.
members.OTHERS = { "ca_file", "timeout", "connect_timeout", "proxy" }

--- All of them, `{ name, type, is_secret }` each, in the order of the documentation; by their names; and these. What is
--- secret is for the owner of the file alone: a proxy's address may have a password in it, too.
members.LIST, members.BY_NAME, members.NAMES = {}, {}, {}

local function add(name, kind, is_secret)
  local member = { name = name, type = kind, is_secret = is_secret }
  table.insert(members.LIST, member)
  table.insert(members.NAMES, name)
  members.BY_NAME[name] = member
end

local OPTIONS = {}
for _, option in ipairs(options_of_client.LIST) do OPTIONS[option.name] = option end

for _, group in ipairs({ members.CREDENTIALS, members.PLACE, members.OTHERS }) do
  for _, name in ipairs(group) do
    local option = OPTIONS[name]
    add(name, option.type == "number" and "number" or "string", option.secret or false)
    if name == "password" then add("password_command", "string", false) end
  end
end

return members

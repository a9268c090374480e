--- Where the settings of a client were said. Messages of the library name the options of a Lua program; those of the
-- command line name what a person can change: an option, a variable of the environment, or a member of a profile.
--
-- @module openprovider.cli.profile.source

local options_of_client = require("openprovider.config")

local source = {}

-- Names of settings -> where they were said; and the profile that is used.
local said, used = {}, nil

-- The variables of the environment by what they say.
local VARIABLES = {}
for _, option in ipairs(options_of_client.LIST) do VARIABLES[option.name] = option.variable end

-- Where the environment says which proxy to use, in the order in which libcurl looks.
local PROXIES = {
  https = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" },
  http = { "http_proxy", "all_proxy", "ALL_PROXY" },
}

-- What the environment says. -> text | nil
local function value_of(variable)
  local text = variable and os.getenv(variable)
  return text ~= "" and text or nil
end

--- What the environment says of a setting.
---@param name string
---@return string|nil text nil for nothing
function source.variable(name)
  return value_of(VARIABLES[name])
end

--- The variable of the environment that says which proxy is used for an address.
---@param url string
---@return string|nil variable
---@return string|nil proxy its value
function source.proxy_variable(url)
  for _, variable in ipairs(PROXIES[url:match("^https?")] or {}) do
    if value_of(variable) then return variable, value_of(variable) end
  end
  return nil
end

local function of_profile(name)
  return string.format('%s of profile "%s"', name, used.name)
end

--- Notes what the command line and a profile say.
---@param on_line table<string, any> settings
---@param from_profile table<string, any> settings
---@param profile table|nil that is used
function source.note(on_line, from_profile, profile)
  said, used = {}, profile
  for name in pairs(from_profile) do said[name] = of_profile(name) end
  for name in pairs(on_line) do said[name] = "--" .. name:gsub("_", "-") end
end

--- Where a setting was said.
---@param name string such as "base_url"
---@return string|nil text such as "--base-url"; nil for nowhere
function source.of(name)
  return said[name] or source.variable(name) and VARIABLES[name]
    or name == "proxy" and (source.proxy_variable("https") or source.proxy_variable("http")) or nil
end

-- What to look at where a message says to check a setting. A base address may come of its environment.
local function to_check(name)
  local text = source.of(name) or name == "base_url" and (source.of("environment") or "the network") or nil
  return text and "check " .. text
end

-- Settings that are one account's: what is missing of them is missing from the profile that is used.
local CREDENTIALS = { username = true, password = true, token = true }

-- A setting that a message names.
local function named(name)
  if not said[name] and used and CREDENTIALS[name] then return of_profile(name) end
  return source.of(name)
end

--- A message with the names that a person gave in place of those of a Lua program.
---@param message string
---@return string
function source.named(message)
  message = message:gsub("option ([a-z_]+)", named)
  message = message:gsub("check ([a-z_]+)", to_check)
  return (message:gsub("%((ca_file)%)", function(name) return "(" .. (source.of(name) or name) .. ")" end))
end

return source

--- The options of a client, as data: names, types, environment variables, defaults.
--
-- @module openprovider.config

local arguments = require("openprovider.values.arguments")
local copied = require("openprovider.values.copied")
local core = require("openprovider.core")
local errors = require("openprovider.errors")

local options = {}

--- The version of the module; part of the default user agent.
options.VERSION = "0.1.0"

--- Base addresses without the version of the API (FACTS 1.1).
options.ENVIRONMENTS = {
  production = "https://api.openprovider.eu/",
  sandbox = "http://api.sandbox.openprovider.nl:8480/",
}

--- Every option, in the order of the documentation. `variable` names the environment variable
--- that is read where the option is not given; `secret` says that it is not to be shown, or that a part of it is not;
--- `is_typed`, that a person typed it into a login's form once: it is not empty, and has no control characters.
options.LIST = {
  { name = "username", type = "string", variable = "OPENPROVIDER_USERNAME", is_typed = true,
    doc = "user name at the registrar" },
  { name = "password", type = "string", variable = "OPENPROVIDER_PASSWORD", secret = true, is_typed = true,
    doc = "that user's password" },
  { name = "ip", type = "string", doc = "address that is sent with a login; the API takes 0.0.0.0 for any" },
  { name = "token", type = "string|function", variable = "OPENPROVIDER_TOKEN", secret = true,
    doc = "a token to use instead of logging in, or a function that gives one" },
  { name = "environment", type = "string", variable = "OPENPROVIDER_ENVIRONMENT", default = "production",
    doc = "production or sandbox" },
  { name = "base_url", type = "string", variable = "OPENPROVIDER_BASE_URL",
    doc = "address of the API with its version, instead of environment and api_version" },
  { name = "api_version", type = "string", variable = "OPENPROVIDER_API_VERSION", default = "v1beta",
    doc = "version of the API" },
  { name = "timeout", type = "number", seconds = true, variable = "OPENPROVIDER_TIMEOUT", default = 60,
    doc = "seconds that a call may take in all, its retries included; a day at most" },
  { name = "connect_timeout", type = "number", seconds = true, default = 10,
    doc = "seconds that connecting may take" },
  { name = "retries", type = "number", default = 2,
    doc = "how often a request is sent again where that is safe" },
  { name = "settle", type = "number", default = 10,
    doc = "seconds after which lists certainly show a new customer" },
  { name = "ca_file", type = "string", variable = "OPENPROVIDER_CA_FILE",
    doc = "file of certificate authorities to trust instead of the system's" },
  { name = "user_agent", type = "string", default = "openprovider-lua/" .. options.VERSION,
    doc = "the User-Agent header" },
  { name = "proxy", type = "string", secret = true,
    doc = "address of a proxy; \"\" for none, whatever the environment says; never used for loopback" },
  { name = "worker_threads", type = "number", whole = true, default = 8,
    doc = "inside nginx: the most calls at a time in a worker process; less than lua_worker_thread_vm_pool_size" },
  { name = "transport", type = "table",
    doc = "your own transport: { perform, sleep, now }, or { new }, a function that makes one from the options" },
  { name = "token_store", type = "table", functions = { "get", "set", "delete" },
    doc = "where tokens are kept: { get, set, delete }" },
  { name = "on_event", type = "function", doc = "called with each event" },
  { name = "event_content", type = "string", choices = { "query", "body" },
    doc = "what events show of requests beside their paths: query, or body for both; secrets are ***" },
  { name = "http2", type = "boolean", default = false,
    doc = "HTTP/2 where the server has it; requests that it refuses may then end as outcome_unknown" },
  { name = "allow_insecure_http", type = "boolean", default = false,
    doc = "lets the password travel in clear text to any http:// address, and through `proxy`" },
}

-- A day: nobody waits longer for a call, and no clock of the core has to.
local MAX_SECONDS = 86400

local BY_NAME, NAMES = {}, {}
for _, option in ipairs(options.LIST) do
  BY_NAME[option.name] = option
  NAMES[#NAMES + 1] = option.name
end

-- What opens a quotation -> what closes it: word processors put other marks in than those that were typed.
local CLOSING = {
  ["'"] = { "'" }, ['"'] = { '"' }, ["`"] = { "`" }, ["«"] = { "»" }, ["»"] = { "«" }, ["‹"] = { "›" }, ["›"] = { "‹" },
  ["“"] = { "”", "“" }, ["”"] = { "”" }, ["„"] = { "“", "”" }, ["‘"] = { "’", "‘" }, ["’"] = { "’" },
  ["‚"] = { "‘", "’" }, ["「"] = { "」" }, ["＂"] = { "＂" },
}

-- Whether a text stands in quotation marks.
local function is_quoted(text)
  local opening = text:match("^[%z\1-\127]") or text:match("^[\194-\244][\128-\191]*")
  for _, closing in ipairs(opening and CLOSING[opening] or {}) do
    if #text >= #opening + #closing and text:sub(-#closing) == closing then return true end
  end
  return false
end

-- A byte order mark, a no-break space, a zero width space and a word joiner.
local INVISIBLE = { "\239\187\191", "\194\160", "\226\128\139", "\226\129\160" }

-- Why a user name or a password cannot be one, or nil. A login with it would count as one that failed, and the API
-- blocks an account after some of these. Files and shells leave line ends and quotation marks around a value.
local function typing_fault(text, is_name)
  if text == "" then return "is empty" end
  if text:find("[%z\1-\31\127]") then return "has a line end or another control character in it: remove it" end
  for _, sign in ipairs(INVISIBLE) do
    if text:sub(1, #sign) == sign or text:sub(-#sign) == sign then
      return "begins or ends with an invisible character: remove it"
    end
  end
  if is_quoted(text) then return "stands in quotation marks: remove them" end
  if is_name and (text:find("^ ") or text:find(" $")) then return "begins or ends with a blank: remove it" end
end

-- Why a value is none of an option's choices, or nil.
local function wrong_choice(option, value)
  if not option.choices then return nil end
  for _, choice in ipairs(option.choices) do
    if choice == value then return nil end
  end
  return ("must be %s, not %q"):format(table.concat(option.choices, " or "), value)
end

local function check_value(option, value)
  if not arguments.is_of(value, option.type) then
    return errors.config("option %s must be a %s, not a %s", option.name, arguments.either(option.type), type(value))
  end
  if option.type == "number" and not (value >= 0 and value < math.huge) then
    return errors.config("option %s must be a finite number, 0 or more", option.name)
  end
  if option.whole and (value < 1 or value % 1 ~= 0) then
    return errors.config("option %s must be an integer above 0", option.name)
  end
  if option.seconds and value == 0 then
    return errors.config("option %s must be a number of seconds above 0", option.name)
  end
  if option.seconds and value > MAX_SECONDS then
    return errors.config("option %s must be at most %d seconds", option.name, MAX_SECONDS)
  end
  if type(value) == "string" and value:find("%z") then
    return errors.config("option %s must not have a NUL in it", option.name)
  end
  local fault = option.is_typed and typing_fault(value, not option.secret) or wrong_choice(option, value)
  if fault then return errors.config("option %s %s", option.name, fault) end
  for _, name in ipairs(option.functions or {}) do
    if type(value[name]) ~= "function" then
      return errors.config("option %s must have a function %s", option.name, name)
    end
  end
  return value
end

local function from_environment(option, getenv)
  local text = option.variable and getenv(option.variable)
  if not text or text == "" then return option.default end
  local fault = option.is_typed and typing_fault(text, not option.secret)
  if fault then return errors.config("environment variable %s %s", option.variable, fault) end
  if option.type ~= "number" then return text end
  local value = core.number(text)
  if not value then
    return errors.config("environment variable %s must be a number, such as 30", option.variable)
  end
  return check_value(option, value)
end

-- Where a setting was said, for a message.
local function place_of(name, given)
  if given[name] ~= nil then return "option " .. name end
  return "environment variable " .. BY_NAME[name].variable
end

-- -> the address of the API. A base address from the environment gives way to an environment or a
-- version that was asked for: nobody who says `sandbox` may end up in production.
local function find_base_url(settings, given)
  local version = settings.api_version
  if not version:find("^[A-Za-z0-9.]+$") then
    return errors.config("%s must be a version such as \"v1beta\"", place_of("api_version", given))
  end
  local url = settings.base_url
  if not given.base_url and (given.environment or given.api_version) then url = nil end
  if not url then
    local base = options.ENVIRONMENTS[settings.environment]
    if not base then
      return errors.config("unknown environment %q in %s; there are \"production\" and \"sandbox\"",
        settings.environment, place_of("environment", given))
    end
    return base .. version
  end
  local where = place_of("base_url", given)
  if not url:find("^https?://[^/?#%z\1-\32\127]+[^?#%z\1-\32\127]*$") then
    return errors.config("%s must be an http or https address with its version, such as "
      .. "\"https://api.openprovider.eu/v1beta\"", where)
  end
  if url:find("^[a-z]+://[^/]*@") then
    return errors.config("%s must not have a user name or a password in it", where)
  end
  return (url:gsub("/+$", ""))
end

local function is_set(value)
  return value ~= nil and value ~= ""
end

-- The environment without credentials that must not join those that were given: what a program says wins, and a
-- password is only sent for its own user name. -> getenv | nil, err
local function beside_credentials(given, getenv)
  local hidden = {}
  if given.username or given.password or given.token then hidden.OPENPROVIDER_TOKEN = true end
  if given.token then hidden.OPENPROVIDER_USERNAME, hidden.OPENPROVIDER_PASSWORD = true, true end
  local other = getenv("OPENPROVIDER_USERNAME")
  if given.username and is_set(other) and other ~= given.username then
    if not given.password and not given.token and is_set(getenv("OPENPROVIDER_PASSWORD")) then
      return errors.config("option username is %q and has no password: OPENPROVIDER_PASSWORD is that of another user, "
        .. "%q, and is not sent; give option password, too", given.username, other)
    end
    hidden.OPENPROVIDER_PASSWORD = true
  end
  return function(name)
    if not hidden[name] then return getenv(name) end
  end
end

--- Checks options and fills in what they leave out. Credentials that are given switch off those of the environment.
---@param given table
---@param getenv? function os.getenv, or one that says what is in the environment
---@return table|nil settings a value for each option that has one, `base_url` always
---@return table|nil err of kind `config`
function options.resolve(given, getenv)
  getenv = getenv or os.getenv
  local settings = {}
  for name, value in pairs(given) do
    local option = BY_NAME[name]
    if not option then return arguments.unknown("option", name, NAMES) end
    local checked, err = check_value(option, value)
    if err then return nil, err end
    settings[name] = checked
  end
  local err
  getenv, err = beside_credentials(settings, getenv)
  if not getenv then return nil, err end
  for _, option in ipairs(options.LIST) do
    if settings[option.name] == nil then
      local value
      value, err = from_environment(option, getenv)
      if err then return nil, err end
      settings[option.name] = value
    end
  end
  local base_url
  base_url, err = find_base_url(settings, given)
  if not base_url then return nil, err end
  settings.base_url = base_url
  if settings.user_agent:find("[%z\1-\31\127]") then
    return errors.config("option user_agent must not have control characters")
  end
  return settings
end

--- Options without those that must not be shown.
---@param settings table
---@return table shown
function options.shown(settings)
  local shown = copied(settings)
  for _, option in ipairs(options.LIST) do
    if option.secret then shown[option.name] = nil end
  end
  return shown
end

return options

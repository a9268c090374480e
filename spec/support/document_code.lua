--- Runs the Lua of documents and comments against the test double, with the variables that the examples use.

local example = require("spec.support.example")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

local HANDLE = "JD000001-NL"

local function customer()
  return example.customer({
    company_name = "Example BV", email = "jan@example.com", vat = "NL123456789B01",
    name = { first_name = "Jan", prefix = "van", last_name = "Dijk" },
  })
end

-- Stand-ins for modules that are not installed, with the functions that an example needs to make a client.
local STAND_INS = { ["resty.http"] = { new = function() end } }

local function silent() end

-- The environment of the code: the usual globals, a client, and a default client of the same double.
local function world()
  local transport = testing.transport()
  local options = { username = "sandbox", password = "secret", transport = transport }
  local function new(given)
    local own = {}
    for name, value in pairs(given or {}) do own[name] = value end
    for name, value in pairs(options) do
      if own[name] == nil and not (name ~= "transport" and own.token) then own[name] = value end
    end
    return openprovider.new(own)
  end
  local client = assert(new())
  assert(client:create_customer(customer()) == HANDLE)
  local other = assert(client:create_customer(example.customer()))
  assert(client:create_tag("VIP"))
  assert(client:start_email_verification({ email = "jan@example.com", handle = HANDLE }))
  local module = setmetatable({ new = new, configure = new }, { __index = function(_, name)
    local method = getmetatable(client).__index[name]
    if type(method) ~= "function" then return openprovider[name] end
    return function(...) return client[name](client, ...) end
  end })
  return setmetatable({
    openprovider = module, client = client, customer = customer(), customers = { customer() }, handles = { HANDLE },
    print = silent, arg = {}, new_handle = other,
    io = setmetatable({ stderr = { write = silent, setvbuf = silent }, write = silent }, { __index = io }),
    os = setmetatable({ exit = function() error("the program ends", 0) end }, { __index = os }),
    vault = { read = function() return { token = "0123456789abcdef0123456789abcdef" } end },
    require = function(name)
      if name == "openprovider" then return module end
      return STAND_INS[name] or require(name)
    end,
  }, { __index = _G })
end

--- Runs a text of Lua.
---@param code string
---@param name string what errors call it
return function(code, name)
  local journal = os.tmpname()
  for _, its in ipairs({ "move", "rename" }) do
    code = code:gsub('"' .. its .. '%.journal"', ("%q"):format(journal .. "." .. its))
  end
  local run = assert((loadstring or load)(code, "=" .. name))  -- luacheck: ignore 113
  local environment = world()
  if setfenv then  -- luacheck: ignore 113
    setfenv(run, environment)  -- luacheck: ignore 113
  else
    debug.setupvalue(run, 1, environment)
  end
  local ok, why = pcall(run)
  os.execute("rm -f " .. journal .. "*")
  if not ok then error(why, 0) end
end

--- No answer, however senseless, makes an operation raise: it gives a result or an error.

local dkjson = require("dkjson")
local openprovider = require("openprovider")
local errors = require("openprovider.errors")
local example = require("spec.support.example")

-- What may stand where something else is expected.
local SENSELESS = {
  "null", "true", "0", "-1.5", "1e400", '""', '"text"', "[]", "{}", "[[]]", "[null,1]",
  '{"":{}}', '[{"name":1}]', '{"1":2}',
}

local RECORD = {
  id = 988276, handle = "CV000001-NL", reseller_id = 123456, is_deleted = false, deleted_at = "0000-00-00 00:00:00",
  extension_additional_data = { { name = "eu", data = { whois_email = "a@example.com" } } },
  additional_data = { birth_city = "Rotterdam", attached_files = { { path = "x" } } },
}
for name, value in pairs(example.customer()) do RECORD[name] = value end

local REQUIREMENT = {
  name = "legalType", type = "select", required = true, description = "d",
  options = { { value = "a", description = "b" } },
}

local HANDLE = "CV000001-NL"

-- Every operation that reads an answer: the data of a good one, and the call.
local OPERATIONS = {
  { "create_customer", { handle = HANDLE }, function(client) return client:create_customer(example.customer()) end },
  { "get_customer", RECORD, function(client) return client:get_customer(HANDLE) end },
  { "get_customer, raw", RECORD, function(client) return client:get_customer(HANDLE, { raw = true }) end },
  { "list_customers", { results = { RECORD }, total = 1 }, function(client) return client:list_customers() end },
  { "customers", { results = { RECORD }, total = 1 }, function(client)
    local last, failed
    for customer, _, err in client:customers() do
      last, failed = customer, err
    end
    return last or nil, failed
  end },
  { "update_customer", RECORD, function(client)
    return client:update_customer(HANDLE, {
      phone = { area_code = "20" }, fax = openprovider.null, tags = openprovider.null,
      additional_data = openprovider.null,
      extension_additional_data = { { name = "eu", data = { whois_email = openprovider.null } } },
    })
  end },
  { "delete_customer", { success = true }, function(client) return client:delete_customer(HANDLE) end },
  { "ensure_customer", { results = { RECORD }, total = 1 }, function(client)
    return client:ensure_customer(example.customer())
  end },
  { "customer_requirements", { REQUIREMENT }, function(client) return client:customer_requirements("uk") end },
  { "check_for_tld", { REQUIREMENT }, function(client) return client:check_for_tld(example.customer(), "uk") end },
  { "start_email_verification", { id = 1 }, function(client)
    return client:start_email_verification { email = "a@example.com" }
  end },
  { "restart_email_verification", { success = true }, function(client)
    return client:restart_email_verification { email = "a@example.com" }
  end },
  { "email_verifications", { results = { { domain = "a.nl" } }, total = 1 }, function(client)
    return client:email_verifications()
  end },
  { "list_tags", { results = { { key = "customer", value = "VIP" } }, total = 1 }, function(client)
    return client:list_tags()
  end },
  { "create_tag", { success = true }, function(client) return client:create_tag("VIP") end },
  { "delete_tag", { success = true }, function(client) return client:delete_tag("VIP") end },
  { "login", { token = "0123456789abcdef" }, function(client) return client:login() end },
  { "request", RECORD, function(client) return client:request("GET", "/customers") end },
}

-- The JSON of a value in which the thing at each path in turn is `text`: a list of texts.
local function variants(value, text)
  local found = { text }
  if type(value) ~= "table" then return found end
  for key, member in pairs(value) do
    for _, inner in ipairs(variants(member, text)) do
      local parts = {}
      for other, its in pairs(value) do
        local json = other == key and inner or dkjson.encode(its)
        parts[#parts + 1] = type(key) == "number" and json or dkjson.encode(other) .. ":" .. json
      end
      local joined = table.concat(parts, ",")
      found[#found + 1] = type(key) == "number" and "[" .. joined .. "]" or "{" .. joined .. "}"
    end
  end
  return found
end

describe("an answer with something senseless in any place", function()
  local body

  local function new_client()
    return assert(openprovider.new {
      username = "u", password = "p", base_url = "http://127.0.0.1:1/v1beta", retries = 0,
      transport = {
        sleep = function() end,
        now = os.time,
        perform = function(request)
          local text = body
          if request.url:find("/auth/login$") and not body:find("0123456789abcdef", 1, true) then
            text = '{"code":0,"data":{"token":"t"}}'
          end
          return { status = 200, headers = {}, body = text }
        end,
      },
    })
  end

  for _, operation in ipairs(OPERATIONS) do
    local name, data, call = operation[1], operation[2], operation[3]
    it("makes " .. name .. " give a result or an error", function()
      local client, tried = new_client(), 0
      for _, senseless in ipairs(SENSELESS) do
        for _, text in ipairs(variants(data, senseless)) do
          body = '{"code":0,"desc":"","data":' .. text .. "}"
          local ok, result, err = pcall(call, client)
          if not ok then error(body .. ": " .. tostring(result)) end
          if result == nil and err ~= nil then assert.is_string(errors.KINDS[err.kind]) end
          tried = tried + 1
        end
      end
      assert.is_true(tried >= #SENSELESS * 2)
    end)
  end
end)

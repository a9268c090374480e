--- The additional data that a TLD requires of a customer (contract: CustomerAdditionalData; FACTS 2.7).
local ascii = require("openprovider.testing.ascii")
local answers = require("openprovider.testing.answers")
local json = require("openprovider.testing.json")
local registries = require("openprovider.testing.domains.registries")
local requirements = require("openprovider.testing.tlds.requirements")
local tlds = require("openprovider.testing.tlds.names")

local additional_data = {}

--- `GET /domains/additional-data/customers`: an array, empty for a TLD that asks for nothing.
---@param sandbox table
---@param request table
---@return table answer
function additional_data.list(sandbox, request)
  local extension = request.query["domain.extension"]
  if extension == nil or extension == "" then
    return answers.failure(20002)
  end
  extension = ascii.lower(extension):gsub("^%.", "")
  local own = sandbox.options.requirements or {}
  local list = json.array {}
  for index, requirement in ipairs(own[extension] or requirements[extension] or {}) do
    list[index] = requirement
  end
  return answers.success(list)
end

--- Whether a TLD exists: all TLDs with requirements do; for others the option `tlds` decides, or a list.
---@param sandbox table
---@param name string
---@return boolean
function additional_data.exists(sandbox, name)
  if requirements[name] or (sandbox.options.requirements or {})[name] then
    return true
  end
  if not sandbox.options.tlds then
    return tlds[name] == true
  end
  for _, known in ipairs(sandbox.options.tlds) do
    if known == name then
      return true
    end
  end
  return false
end

--- `GET /tlds/{name}`: code 1800 for one that does not exist.
---@param sandbox table
---@param request table
---@return table answer
function additional_data.tld(sandbox, request)
  local name = ascii.lower(request.name)
  if not additional_data.exists(sandbox, name) then
    return answers.failure(1800)
  end
  local trade = registries.of(sandbox, name).trade
  return answers.success {
    name = name, status = "ACT", trade_available = trade ~= nil,
    is_trade_auth_code_required = trade ~= nil and trade.auth_code == true,
  }
end

return additional_data

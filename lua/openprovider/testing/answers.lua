--- The API's envelope, and the texts of its codes.
local json = require("openprovider.testing.json")

local answers = {}

--- The texts that belong to the codes (FACTS 3.3), in this sandbox's words.
local DESCRIPTIONS = {
  [1] = "No changes in the data",
  [50] = "Calls limit has been reached",
  [98] = "Requested data not in data-set",
  [101] = "Invalid initials",
  [102] = "Empty first name", [103] = "Invalid first name",
  [104] = "Invalid prefix",
  [105] = "Empty last name", [106] = "Invalid last name",
  [110] = "Empty street", [111] = "Invalid street",
  [112] = "Empty house number", [113] = "Invalid house number",
  [114] = "Invalid suffix",
  [115] = "Empty zipcode", [116] = "Invalid zipcode",
  [117] = "Empty city", [118] = "Invalid city",
  [119] = "Invalid state",
  [120] = "Empty country", [121] = "Invalid country code",
  [130] = "Empty telephone country code", [131] = "Invalid telephone country code",
  [132] = "Empty telephone region code", [133] = "Invalid telephone region code",
  [134] = "Empty telephone subscriber number", [135] = "Invalid telephone subscriber number",
  [136] = "Incomplete telephone number",
  [141] = "Invalid fax country code", [142] = "Invalid fax region code",
  [143] = "Invalid fax subscriber number", [144] = "Incomplete fax number",
  [145] = "Empty e-mail address", [146] = "Invalid e-mail address",
  [160] = "Empty company name", [161] = "Invalid company name", [162] = "Invalid VAT number",
  [176] = "Customer handle not found",
  [187] = "Customer is still attached to some domains",
  [193] = "Handle is not recognized by the system",
  [196] = "Authentication/Authorization Failed",
  [199] = "An unknown error has occurred",
  [300] = "Empty domain name", [306] = "Empty extension", [307] = "Invalid extension",
  [311] = "The domain that is to be registered is not free",
  [315] = "Empty period", [318] = "Authorization code is incorrect or missing",
  [320] = "The domain is not in this account", [321] = "Domains with this extension cannot be traded",
  [330] = "Empty owner handle", [331] = "Invalid owner handle",
  [332] = "Empty admin handle", [333] = "Invalid admin handle",
  [334] = "Empty tech handle", [335] = "Invalid tech handle", [373] = "Invalid billing handle",
  [349] = "This method is not supported", [364] = "The owner handle must differ from the present one",
  [366] = "Not allowed in the present status", [524] = "The owner cannot be changed in this way",
  [1800] = "TLD does not exist in Openprovider",
  [4001] = "Wrong command", [4005] = "Disabled for maintenance",
  [4006] = "Wrong message format", [4007] = "API access temporarily blocked",
  [6004] = "AdditionalData: invalid birth country",
  [6005] = "AdditionalData: invalid birth date",
  [6011] = "AdditionalData: invalid headquarters country",
  [6017] = "AdditionalData: invalid subscription date",
  [6200] = "Cannot delete a customer that has domain(s)",
  [6206] = "Cannot delete a customer that is assigned as default handle",
  [8000] = "Reseller ID is invalid",
  [10005] = "Access denied", [10006] = "Two factor authenticator required",
  [20000] = "This email address has been verified already",
  [20001] = "Verification email in progress",
  [20002] = "Required argument is missed",
}

--- The text of an API code.
---@param code integer
---@return string
function answers.description(code)
  return DESCRIPTIONS[code] or ("Error " .. tostring(code))
end

local function answer(status, envelope, order)
  return {
    status = status,
    headers = { ["content-type"] = "application/json" },
    body = json.encode(setmetatable(envelope, { __jsonorder = order })),
  }
end

--- A successful answer: HTTP 200 and code 0.
---@param data table
---@return table answer
function answers.success(data)
  return answer(200, { code = 0, desc = "", data = data }, { "code", "desc", "data" })
end

--- The answer that says only that the call was carried out.
---@return table answer
function answers.done()
  return answers.success { success = true }
end

--- One page of a list: `{ results, total }`.
---@param items table all items of the list
---@param offset integer how many items come before the page
---@param limit integer the most items of the page
---@param show? fun(item: table): table what the page shows of an item; by default the item itself
---@return table answer
function answers.page(items, offset, limit, show)
  local results = json.array {}
  for index = offset + 1, math.min(#items, offset + limit) do
    results[#results + 1] = show and show(items[index]) or items[index]
  end
  return answers.success { results = results, total = #items }
end

--- A business error. The API sends these as HTTP 500 with a code in the body (FACTS 3.2), its `desc` first, and leaves
-- `data` out where there is nothing to add (FACTS 7.5).
---@param code integer
---@param data? any further data
---@param status? integer HTTP status, 500 by default
---@param desc? string another text than that of the code
---@return table answer
function answers.failure(code, data, status, desc)
  local envelope = { desc = desc or answers.description(code), code = code, data = data }
  return answer(status or 500, envelope, { "desc", "code", "data" })
end

return answers

--- The verb that deletes customers.
--
-- @module openprovider.cli.verbs.delete

local core = require("openprovider.core")
local customers = require("openprovider.cli.output.customers")
local exit_codes = require("openprovider.cli.exit_codes")
local field_path = require("openprovider.cli.field_path")
local output = require("openprovider.cli.output")
local question = require("openprovider.cli.output.question")
local report = require("openprovider.cli.output.report")
local result = require("openprovider.cli.output.result")

-- The most customers that a question names: more would scroll over the terminal.
local MOST_NAMED = 10

-- Shows the names of the customers, and asks whether to delete them. Nothing is asked about those that do not exist.
local function is_sure(given, client)
  local missing, count = 0, #given.handle
  for index, handle in ipairs(given.handle) do
    if index > MOST_NAMED or core.interrupted() then break end
    local customer, err = client:get_customer(handle, { with_additional_data = false })
    if not customer and err.kind == "not_found" then missing = missing + 1 end
    output.tell(handle, ": ", customer and customers.described(customer) or report.message(err))
  end
  if missing == count then return false, true end
  if count > MOST_NAMED then output.tell(("and %d more"):format(count - MOST_NAMED)) end
  count = count - missing
  return question.ask(count == 1 and "delete this customer?" or ("delete these %d customers?"):format(count))
end

local function delete_one(given, client, handle)
  local conditions, only_if = given.only_if, nil
  if conditions[1] then only_if = function(now) return field_path.all_hold(conditions, now) end end
  local ok, details = client:delete_customer(handle, { only_if = only_if })
  if not ok then return report.failure(details, handle, "`openprovider get " .. handle .. "` shows it") end
  report.details(details)
  local done = handle .. ": deleted"
  if given.json then return result({ "handle", "deleted" }, { handle = handle, deleted = true }, done) end
  if not given.quiet then output.tell(done) end
  return exit_codes.DONE
end

-- Statuses after which the next customer would fail, too.
local ENDS = { [exit_codes.WRONG_CALL] = true, [exit_codes.LATER] = true }

local function delete(given, client)
  if not given.yes and question.can_be_asked() then
    local sure, is_missing = is_sure(given, client)
    if is_missing then return exit_codes.NOT_FOUND end
    if not sure then
      report.fail("nothing was deleted", { kind = "cancelled", outcome = "not_sent" })
      return exit_codes.FAILED
    end
  end
  local codes = {}
  for index, handle in ipairs(given.handle) do
    codes[index] = delete_one(given, client, handle)
    local left = #given.handle - index
    if left > 0 and (core.interrupted() or ENDS[codes[index]]) then
      output.say("stopped; not tried: ", table.concat(given.handle, " ", index + 1))
      break
    end
  end
  return exit_codes.together(codes)
end

return {
  { name = "delete", run = delete, group = "Customers", online = true, summary = "delete customers that no domain uses",
    description = "Delete customers that no domain uses. On a terminal it shows their names and asks first.",
    arguments = { { name = "handle", argname = "HANDLE", args = "+",
      description = "handles of customers, such as CV904716-NL" } },
    options = {
      { name = "--yes", args = 0, description = "do not ask; without a terminal, nothing is asked" },
      { name = "--only-if", argname = "PATH=VALUE", count = "*", convert = field_path.condition,
        description = "delete a customer only if it has this now, such as company_name='Example BV' or tags=VIP" },
    },
    example = "openprovider delete JD000001-NL --only-if email=jan@example.com\n"
      .. "openprovider delete $(openprovider list --where tags=VIP --output handles)" },
}
